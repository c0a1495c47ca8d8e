"""Runs every case against the emulator and against moto's server and prints one JSON line a case.

Usage: run.py EMULATOR_URL MOTO_URL

A case is a function that takes an Aws and returns a value made of plain types. It uses names of its own, so that
cases can run in any order. A difference is allowed only where DIFFERENCES of the case's module lists it, together
with what AWS documents.
"""
import importlib
import json
import sys

import boto3
import botocore.exceptions
from botocore.config import Config

MODULES = ["sqs_cases", "sts_cases"]


class Aws:
    """Clients for one of the two servers, and what cases share."""

    def __init__(self, url):
        self.url = url
        self.account = self.client("sts").get_caller_identity()["Account"]

    def client(self, service):
        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(retries={"max_attempts": 1, "mode": "standard"}, s3={"addressing_style": "path"}),
        )

    def neutral(self, value):
        """Takes out what the two servers cannot have in common: their addresses and accounts."""
        if isinstance(value, dict):
            return {key: self.neutral(item) for key, item in value.items() if key != "ResponseMetadata"}
        if isinstance(value, (list, tuple)):
            return [self.neutral(item) for item in value]
        if isinstance(value, bytes):
            return "bytes:" + value.hex()
        if isinstance(value, str):
            return value.replace(self.url.rstrip("/"), "URL").replace(self.account, "ACCOUNT")
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


def main():
    emulator, moto = Aws(sys.argv[1]), Aws(sys.argv[2])
    for name in MODULES:
        module = importlib.import_module(name)
        cases = [(key, value) for key, value in vars(module).items() if key.startswith("case_")]
        for key, case in cases:
            ours, theirs = outcome(emulator, case), outcome(moto, case)
            note = module.DIFFERENCES.get(key)
            same = ours == theirs
            status = "same" if same else "listed" if note else "different"
            if same and note:
                status = "no longer different"
            print(json.dumps({"case": f"{name}.{key}", "status": status, "note": note, "emulator": ours, "moto": theirs}), flush=True)


if __name__ == "__main__":
    sys.modules["run"] = sys.modules["__main__"]
    main()
