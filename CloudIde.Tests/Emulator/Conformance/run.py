"""Runs every case against the emulator and against moto's server and prints one JSON line a case.

Usage: run.py EMULATOR_URL MOTO_URL TABLE [--write]

A case is a function that takes an Aws and returns a value made of plain types. It uses names of its own, so that
cases can run in any order. A difference is allowed only where DIFFERENCES of the case's module lists it, together
with what AWS documents. TABLE is the page with all listed differences and both answers: --write makes it, otherwise it
is compared, so that it cannot go stale.
"""
import concurrent.futures
import http.client
import importlib
import json
import re
import sys
import urllib.parse
import xml.etree.ElementTree as ElementTree

import boto3
import botocore.exceptions
import moto
from botocore.config import Config

import model_audit

MODULES = ["sqs_cases", "sqs_query_cases", "sts_cases", "s3_cases", "s3_upload_cases", "ecs_cases", "secrets_cases", "logs_cases"]


class Aws:
    """Clients for one of the two servers, and what cases share."""

    def __init__(self, url):
        self.url = url.rstrip("/")
        self.clients = {}
        self.account = self.client("sts").get_caller_identity()["Account"]

    def client(self, service):
        """The service's client; making one costs more than most cases."""
        if service not in self.clients:
            self.clients[service] = boto3.client(
                service,
                endpoint_url=self.url,
                region_name="us-east-1",
                aws_access_key_id="test",
                aws_secret_access_key="test",
                config=Config(parameter_validation=False, retries={"max_attempts": 1, "mode": "standard"}, s3={"addressing_style": "path"}),
            )
        return self.clients[service]

    def request(self, method, path, body=b"", headers=None):
        """A request that no client would make: the status, the headers and the body."""
        connection = http.client.HTTPConnection(urllib.parse.urlparse(self.url).netloc, timeout=30)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def query(self, service, action, path="/", **parameters):
        """A call in the query protocol of older clients: the status and the answer's elements that hold text."""
        version = {"sqs": "2012-11-05", "sts": "2011-06-15"}[service]
        body = urllib.parse.urlencode({"Action": action, "Version": version, **{k.replace("_", "."): v for k, v in parameters.items()}})
        status, _, answer = self.request("POST", path, body.encode(), {
            "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
            "Authorization": f"AWS4-HMAC-SHA256 Credential=test/20200101/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=0"})
        found = {}
        if not answer.startswith((b"<?xml", b"<Error", b"<" + action.encode())):
            # moto's own failures are pages or nothing.
            return status, {}
        for element in ElementTree.fromstring(answer).iter():
            if len(element) == 0:
                found.setdefault(element.tag.split("}")[-1], []).append(element.text or "")
        return status, found

    def neutral(self, value):
        """Takes out what the two servers cannot have in common: their addresses and accounts."""
        if isinstance(value, dict):
            return {key: self.neutral(item) for key, item in value.items() if key != "ResponseMetadata"}
        if isinstance(value, (list, tuple)):
            return [self.neutral(item) for item in value]
        if isinstance(value, bytes):
            return "bytes:" + value.hex()
        if isinstance(value, str):
            return value.replace(self.url, "URL").replace(self.account, "ACCOUNT")
        return value


def error_of(call, **arguments):
    """The error code and HTTP status of a call that must fail, or what it returned instead."""
    try:
        call(**arguments)
        return "no error"
    except botocore.exceptions.ClientError as error:
        return [error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]]


def outcome(aws, case):
    try:
        return aws.neutral(case(aws))
    except botocore.exceptions.ClientError as error:
        return ["unexpected error", error.response["Error"]["Code"], error.response["Error"]["Message"]]
    except Exception as error:
        return ["exception", type(error).__name__, str(error)[:200]]


def table(results):
    """The page of all listed differences."""
    cell = lambda value: re.sub(r"\|", "/", json.dumps(value, ensure_ascii=False, sort_keys=True))[:160]
    rows = [f"| {r['case'].replace('_cases.case_', ': ').replace('_', ' ')} | `{cell(r['emulator'])}` | `{cell(r['moto'])}` | {r['note']} |"
            for r in results if r["status"] == "listed"]
    same = sum(r["status"] == "same" for r in results)
    return "\n".join([
        "# Conformance of the emulator",
        "",
        f"{len(results)} cases run with boto3 against the emulator and against moto {moto.__version__}: {same} have the same answer on both, the",
        f"{len(rows)} below differ. An answer is what the case returns, most often an error's code and HTTP status. The last column says",
        "which side AWS's documentation or AWS's own service models support.",
        "",
        "This page is written by `CloudIde.Tests/Emulator/Conformance/run.py EMULATOR MOTO docs/emulator-conformance.md --write`, and",
        "a test fails when it is out of date.",
        "",
        "| case | emulator | moto | AWS |",
        "|---|---|---|---|",
        *rows,
        "",
    ])


def check_table(path, results, write):
    made = table(results)
    if write:
        with open(path, "w", encoding="utf-8") as file:
            file.write(made)
        return "same", None
    with open(path, encoding="utf-8") as file:
        kept = file.read()
    # Another version of moto may answer otherwise; the page is about the one that it names.
    if kept == made or f"moto {moto.__version__}:" not in kept:
        return "same", None
    lines = set(kept.splitlines())
    return "different", [line for line in made.splitlines() if line not in lines][:5]


def main():
    emulator, other = Aws(sys.argv[1]), Aws(sys.argv[2])
    results = []
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for name in MODULES:
            module = importlib.import_module(name)
            for key, case in list(vars(module).items()):
                if not key.startswith("case_"):
                    continue
                ours, theirs = pool.map(outcome, (emulator, other), (case, case))
                note = module.DIFFERENCES.get(key)
                same = ours == theirs
                status = "same" if same else "listed" if note else "different"
                if same and note:
                    status = "no longer different"
                results.append({"case": f"{name}.{key}", "status": status, "note": note, "emulator": ours, "moto": theirs})
                print(json.dumps(results[-1]), flush=True)
            missing = [key for key in module.DIFFERENCES if key not in vars(module)]
            if missing:
                print(json.dumps({"case": name, "status": "listed without a case", "note": missing}), flush=True)

    for line in model_audit.run(emulator):
        print(json.dumps(line), flush=True)
    status, problem = check_table(sys.argv[3], results, "--write" in sys.argv)
    print(json.dumps({"case": "docs/emulator-conformance.md", "status": status, "note": problem}), flush=True)


if __name__ == "__main__":
    sys.modules["run"] = sys.modules["__main__"]
    main()
