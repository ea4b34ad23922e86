"""Runs MiniStack with TLS and with IAM enforced, and mends what it does otherwise than AWS.

    python emulator.py <port> <folder>

It ends with its standard input, so that it cannot outlive a rehearsal that was killed. Into the folder it writes
`certificate.pem`, and `observed.jsonl`: a line for every run of a function, and for every call that IAM refused.
"""

import asyncio
import datetime
import ipaddress
import json
import os
import signal
import sys
import threading
import time

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PORT, FOLDER = sys.argv[1], sys.argv[2]
CERTIFICATE = os.path.join(FOLDER, "certificate.pem")
KEY = os.path.join(FOLDER, "key.pem")
REGION = os.environ["MINISTACK_REGION"]


def make_certificate():
    """Policies of buckets, queues and topics refuse calls without TLS, so the emulator must have it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "rehearsal")])
    now = datetime.datetime.now(datetime.timezone.utc)
    hosts = ["localhost", "*.execute-api.localhost", f"*.lambda-url.{REGION}.on.aws"]
    names = [x509.DNSName(host) for host in hosts] + [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    with open(KEY, "wb") as file:
        os.chmod(KEY, 0o600)
        file.write(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
    with open(f"{CERTIFICATE}.new", "wb") as file:
        file.write(certificate.public_bytes(serialization.Encoding.PEM))
    # Whoever waits for the file must find all of it.
    os.replace(f"{CERTIFICATE}.new", CERTIFICATE)


# MiniStack reads its environment when it is imported.
os.environ.update(
    AUTH="true",
    BIND_HOST="127.0.0.1",
    GATEWAY_PORT=PORT,
    IOT_MTLS_ENABLED="0",
    MINISTACK_SSL_CERT=CERTIFICATE,
    MINISTACK_SSL_KEY=KEY,
    USE_SSL="1",
)

from hypercorn.asyncio import serve  # noqa: E402
from hypercorn.config import Config  # noqa: E402
from ministack.app import app  # noqa: E402
from ministack.core import iam_actions, iam_evaluator  # noqa: E402
from ministack.services import dynamodb, lambda_svc, secretsmanager  # noqa: E402
from ministack.services.cloudformation import provisioners  # noqa: E402


def mend_secrets():
    """`Ref` of a secret is its ARN on AWS and its name here, which no policy of a function would match."""
    handlers = provisioners._RESOURCE_HANDLERS["AWS::SecretsManager::Secret"]
    create, update, delete = handlers["create"], handlers["update"], handlers["delete"]

    def name_of(reference):
        return secretsmanager._resolve(reference)[0] or reference

    def by_arn(made):
        _name, attributes = made
        return attributes["Arn"], attributes

    handlers["create"] = lambda *given: by_arn(create(*given))
    handlers["update"] = lambda reference, *given, **named: by_arn(update(name_of(reference), *given, **named))
    handlers["delete"] = lambda reference, properties: delete(name_of(reference), properties)


def mend_batch_actions():
    """IAM knows no batch actions of SQS: each is allowed by the action of one message."""
    extract = iam_actions.extract_iam_action

    def extract_as_aws(service, *given):
        action = extract(service, *given)
        return action.removesuffix("Batch") if service == "sqs" and action else action

    iam_actions.extract_iam_action = extract_as_aws


def mend_schedule_groups():
    """IAM is asked about a schedule in its group, and here about one of the default group."""
    extract = iam_actions.extract_resource_arn

    def extract_as_aws(service, method, path, headers, body, query, *given):
        arn = extract(service, method, path, headers, body, query, *given)
        if service != "scheduler" or ":schedule/default/" not in arn:
            return arn
        named = json.loads(body).get("GroupName") if body else None
        asked = query.get("groupName", "default")
        group = named or (asked[0] if isinstance(asked, list) else asked)
        return arn.replace(":schedule/default/", f":schedule/{group}/")

    iam_actions.extract_resource_arn = extract_as_aws


def mend_recovery_window():
    """A table can be restored to every moment since recovery was enabled, and here to the present second alone."""
    describe = dynamodb._describe_continuous_backups

    def describe_as_aws(data):
        status, headers, body = describe(data)
        told = json.loads(body)
        recovery = told.get("ContinuousBackupsDescription", {}).get("PointInTimeRecoveryDescription", {})
        if "EarliestRestorableDateTime" in recovery:
            table = dynamodb._tables[dynamodb._normalize_table_name(data["TableName"])]
            recovery["EarliestRestorableDateTime"] = int(table["CreationDateTime"])
        return status, headers, json.dumps(told).encode()

    dynamodb._describe_continuous_backups = describe_as_aws


def observe():
    """Runs and refusals leave no trace at a caller who does not wait, such as a rule."""
    journal = open(os.path.join(FOLDER, "observed.jsonl"), "a", buffering=1, encoding="utf-8")
    enforce, execute = iam_evaluator.enforce, lambda_svc._execute_function_dispatch

    def enforce_and_tell(access_key, action, service, region, *given, **named):
        refused = enforce(access_key, action, service, region, *given, **named)
        if refused:
            who = getattr(refused, "principal_arn", "") or getattr(refused, "code", "")
            resource = given[0] if given else named.get("resource_arn", "*")
            journal.write(json.dumps({"refused": action, "who": who, "resource": resource}) + "\n")
        return refused

    def why_of(result):
        lines = [line for line in str(result.get("log", "")).splitlines() if '"ERROR"' in line]
        return lines[-1][:800] if lines else "see its log"

    def execute_and_tell(func, config, *given):
        result = execute(func, config, *given)
        body = result.get("body")
        failed = body.get("batchItemFailures") if isinstance(body, dict) else None
        items = f"{len(failed)} items failed: {why_of(result)}" if failed else None
        told = str(body)[:500] if result.get("error") else items
        journal.write(json.dumps({"ran": config["FunctionName"], "failure": told}) + "\n")
        return result

    iam_evaluator.enforce = enforce_and_tell
    lambda_svc._execute_function_dispatch = execute_and_tell


def end_with_parent():
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(5)
    # The functions' processes are in the group that was made for this one.
    if os.getpgrp() == os.getpid():
        os.killpg(os.getpgrp(), signal.SIGKILL)


def main():
    make_certificate()
    mend_secrets()
    mend_batch_actions()
    mend_schedule_groups()
    mend_recovery_window()
    observe()
    threading.Thread(target=end_with_parent, daemon=True).start()
    config = Config()
    config.bind = [f"127.0.0.1:{PORT}"]
    config.certfile, config.keyfile = CERTIFICATE, KEY
    asyncio.run(serve(app, config))


main()
