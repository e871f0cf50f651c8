

# ---- documents

import hashlib
import urllib.parse


def exact(number):
    value = float(number)
    return int(value) if value.is_integer() and abs(value) < 1e21 else value


def parsed(text):
    return json.loads(text, parse_float=exact)


def canonical(document):
    if isinstance(document, str):
        document = parsed(document if document.lstrip().startswith("{") else urllib.parse.unquote(document))
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(document):
    return hashlib.sha256(canonical(document).encode("utf-8")).hexdigest()


def load(name):
    with open(name, encoding="utf-8") as file:
        return parsed(file.read())


def check_files():
    for name, expected in PROPOSAL["files"].items():
        try:
            own = digest(load(name)) if os.path.isfile(name) and not os.path.islink(name) else None
        except ValueError:
            own = None
        if own != expected:
            refuse("the file {0} is missing or is not the one that was proven".format(name), "The folder is incomplete or was edited: propose again.")
