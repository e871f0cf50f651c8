"""The AWS CLI, loaded once: each call is a fork of this process, which saves the second that Python takes to load it.
Usage: resident-aws.py <socket>. A client sends one line of JSON (arguments, folder, environment) and gets one back."""
import gc
import json
import os
import signal
import socket
import sys
import tempfile

import awscli.clidriver

SERVICES = ["iam", "sts", "sso-admin", "cloudtrail"]
driver = awscli.clidriver.create_clidriver()
for service in SERVICES:
    driver.session.get_service_model(service)
    driver.session.get_component("data_loader").load_service_model(service, "paginators-1")
    driver.session.get_component("data_loader").load_service_model(service, "endpoint-rule-set-1")


def answer(connection):
    asked = json.loads(connection.makefile().readline())
    os.environ.clear()
    os.environ.update(asked["env"])
    os.chdir(asked["cwd"])
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        os.dup2(out.fileno(), 1)
        os.dup2(err.fileno(), 2)
        try:
            # The AWS CLI 2 takes AWS_ENDPOINT_URL from its 2.13 on.
            code = driver.main(asked["args"] + ["--endpoint-url=" + os.environ.get("AWS_ENDPOINT_URL", "")])
        except SystemExit as ended:  # --version
            code = ended.code or 0
        sys.stdout.flush()
        sys.stderr.flush()
        out.seek(0)
        err.seek(0)
        said = {"code": code, "out": out.read().decode(), "err": err.read().decode()}
    connection.sendall(json.dumps(said).encode() + b"\n")


gc.collect()
gc.freeze()  # else the forks copy most of the memory, to no end
gc.disable()
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[1])
server.listen(64)
while True:
    connection, _ = server.accept()
    if os.fork() == 0:
        try:
            answer(connection)
        except OSError:
            pass  # the script was killed
        os._exit(0)
    connection.close()
