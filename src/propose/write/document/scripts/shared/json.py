

def parsed(text):
    return json.loads(text)
