"""STS, case by case."""

DIFFERENCES = {
    "case_identity_arn": "AWS documents the ARN of whoever signed; the emulator is always the account's root, moto an example user.",
}


def case_identity_account(aws):
    return aws.client("sts").get_caller_identity()["Account"]


def case_identity_arn(aws):
    return aws.client("sts").get_caller_identity()["Arn"]


def case_identity_members(aws):
    return sorted(key for key in aws.client("sts").get_caller_identity() if key != "ResponseMetadata")
