"""Secrets Manager, case by case."""
import uuid

from run import error_of

DIFFERENCES = {
    "case_create_without_value": "AWS supports the emulator: ResourceNotFoundException has HTTP status 400.",
    "case_get_missing": "AWS supports the emulator: ResourceNotFoundException has HTTP status 400.",
    "case_get_unknown_version": "AWS supports the emulator: ResourceNotFoundException has HTTP status 400.",
    "case_get_unknown_stage": "AWS supports the emulator: ResourceNotFoundException has HTTP status 400.",
    "case_put_missing": "AWS supports the emulator: ResourceNotFoundException has HTTP status 400.",
    "case_update_missing": "AWS supports the emulator: ResourceNotFoundException has HTTP status 400.",
    "case_describe_missing": "AWS supports the emulator: ResourceNotFoundException has HTTP status 400.",
    "case_delete_missing": "AWS supports the emulator: ResourceNotFoundException has HTTP status 400.",
    "case_delete_force": "AWS supports the emulator: ResourceNotFoundException has HTTP status 400.",
    "case_restore_missing": "AWS supports the emulator: ResourceNotFoundException has HTTP status 400.",
    "case_tags_of_missing": "AWS supports the emulator: ResourceNotFoundException has HTTP status 400.",
    "case_create_bad_name": "AWS supports the emulator: a name has letters, digits and /_+=.@- only.",
    "case_create_long_name": "AWS supports the emulator: a name has at most 512 characters.",
    "case_create_two_values": "AWS supports the emulator: SecretString or SecretBinary, not both.",
    "case_create_too_long": "AWS supports the emulator: a value has at most 65,536 bytes.",
    "case_create_replicas_left_out": "The emulator leaves replication out and refuses the parameter, because a secret without its replicas is not what was asked for.",
    "case_create_scheduled_for_deletion": "AWS supports the emulator: InvalidRequestException when the secret is scheduled for deletion.",
    "case_get_version_without_stage": "AWS supports the emulator: InvalidRequestException has HTTP status 400.",
    "case_put_deleted": "AWS supports the emulator: InvalidRequestException when the secret is scheduled for deletion.",
    "case_list_bad_token": "AWS supports the emulator: InvalidNextTokenException; moto fails with status 500.",
    "case_versions": "AWS supports the emulator: versions without labels are left out unless IncludeDeprecated is set.",
    "case_versions_pages": "AWS supports the emulator: MaxResults limits the page and NextToken continues; moto gives one more.",
    "case_move_stage": "AWS supports the emulator: the version that loses AWSCURRENT gets AWSPREVIOUS.",
    "case_random_password_left_out": "The emulator leaves it out and says so with AWS's unknown-operation error.",
    "case_rotation_left_out": "The emulator leaves it out and says so with AWS's unknown-operation error.",
}


def name():
    return "s-" + uuid.uuid4().hex[:12]


def token():
    return uuid.uuid4().hex + uuid.uuid4().hex[:8]


def plain(answer, *members):
    return {member: answer.get(member) for member in members}


def secret(aws, value="one", **arguments):
    client, own = aws.client("secretsmanager"), name()
    client.create_secret(Name=own, SecretString=value, **arguments)
    return client, own


def value(client, own, **arguments):
    return client.get_secret_value(SecretId=own, **arguments)["SecretString"]


def case_create(aws):
    client, own = aws.client("secretsmanager"), name()
    made = client.create_secret(Name=own, SecretString="v")
    return [made["ARN"][:-6].replace(own, "NAME"), made["Name"] == own, len(made["VersionId"])]


def case_create_without_value(aws):
    client, own = aws.client("secretsmanager"), name()
    made = client.create_secret(Name=own)
    return ["VersionId" in made, error_of(client.get_secret_value, SecretId=own)]


def case_create_twice(aws):
    client, own = secret(aws)
    return error_of(client.create_secret, Name=own, SecretString="other")


def case_create_repeated_token(aws):
    client, own, same = aws.client("secretsmanager"), name(), token()
    call = {"Name": own, "SecretString": "v", "ClientRequestToken": same}
    client.create_secret(**call)
    return error_of(client.create_secret, **call)


def case_create_bad_name(aws):
    return error_of(aws.client("secretsmanager").create_secret, Name="not a name", SecretString="v")


def case_create_long_name(aws):
    return error_of(aws.client("secretsmanager").create_secret, Name="n" * 513, SecretString="v")


def case_create_two_values(aws):
    return error_of(aws.client("secretsmanager").create_secret, Name=name(), SecretString="v", SecretBinary=b"v")


def case_create_too_long(aws):
    return error_of(aws.client("secretsmanager").create_secret, Name=name(), SecretString="v" * 65537)


def case_create_longest(aws):
    client, own = secret(aws, "v" * 65536)
    return len(value(client, own))


def case_create_short_token(aws):
    return error_of(aws.client("secretsmanager").create_secret, Name=name(), SecretString="v", ClientRequestToken="t" * 31)


def case_create_scheduled_for_deletion(aws):
    client, own = secret(aws)
    client.delete_secret(SecretId=own)
    return error_of(client.create_secret, Name=own, SecretString="v")


def case_create_replicas_left_out(aws):
    return error_of(aws.client("secretsmanager").create_secret, Name=name(), SecretString="v", AddReplicaRegions=[{"Region": "eu-west-1"}])


def case_get(aws):
    client, own = secret(aws)
    answer = client.get_secret_value(SecretId=own)
    return [answer["Name"] == own, plain(answer, "SecretString", "SecretBinary", "VersionStages")]


def case_get_by_arn(aws):
    client, own = secret(aws)
    return value(client, client.describe_secret(SecretId=own)["ARN"])


def case_get_by_partial_arn(aws):
    client, own = secret(aws)
    return value(client, client.describe_secret(SecretId=own)["ARN"][:-7])


def case_get_binary(aws):
    client, own = aws.client("secretsmanager"), name()
    client.create_secret(Name=own, SecretBinary=b"\x00\xff")
    return plain(client.get_secret_value(SecretId=own), "SecretBinary", "SecretString")


def case_get_unicode(aws):
    client, own = secret(aws, "hé \U0001F600 \"quoted\"\n")
    return value(client, own)


def case_get_missing(aws):
    return error_of(aws.client("secretsmanager").get_secret_value, SecretId=name())


def case_get_deleted(aws):
    client, own = secret(aws)
    client.delete_secret(SecretId=own)
    return error_of(client.get_secret_value, SecretId=own)


def case_get_previous(aws):
    client, own = secret(aws)
    client.put_secret_value(SecretId=own, SecretString="two")
    return [value(client, own), value(client, own, VersionStage="AWSPREVIOUS")]


def case_get_by_version(aws):
    client, own = secret(aws)
    first = client.get_secret_value(SecretId=own)["VersionId"]
    client.put_secret_value(SecretId=own, SecretString="two")
    return value(client, own, VersionId=first)


def case_get_unknown_version(aws):
    client, own = secret(aws)
    return error_of(client.get_secret_value, SecretId=own, VersionId=token())


def case_get_unknown_stage(aws):
    client, own = secret(aws)
    return error_of(client.get_secret_value, SecretId=own, VersionStage="NONSENSE")


def case_get_version_without_stage(aws):
    client, own = secret(aws)
    first = client.get_secret_value(SecretId=own)["VersionId"]
    client.put_secret_value(SecretId=own, SecretString="two")
    return error_of(client.get_secret_value, SecretId=own, VersionId=first, VersionStage="AWSCURRENT")


def case_put_stages(aws):
    client, own = secret(aws)
    answer = client.put_secret_value(SecretId=own, SecretString="two", VersionStages=["PENDING"])
    return [answer["VersionStages"], value(client, own), value(client, own, VersionStage="PENDING")]


def case_put_answer(aws):
    client, own = secret(aws)
    answer = client.put_secret_value(SecretId=own, SecretString="two", ClientRequestToken="t" * 32)
    return plain(answer, "VersionId", "VersionStages")


def case_put_three_times(aws):
    client, own = secret(aws)
    for text in ("two", "three"):
        client.put_secret_value(SecretId=own, SecretString=text)
    stages = client.describe_secret(SecretId=own)["VersionIdsToStages"]
    return [value(client, own, VersionStage="AWSPREVIOUS"), sorted(sum(stages.values(), []))]


def case_put_same_token(aws):
    client, own = secret(aws)
    same = token()
    client.put_secret_value(SecretId=own, SecretString="two", ClientRequestToken=same)
    return error_of(client.put_secret_value, SecretId=own, SecretString="two", ClientRequestToken=same)


def case_put_same_token_other_value(aws):
    client, own = secret(aws)
    same = token()
    client.put_secret_value(SecretId=own, SecretString="two", ClientRequestToken=same)
    return error_of(client.put_secret_value, SecretId=own, SecretString="three", ClientRequestToken=same)


def case_put_missing(aws):
    return error_of(aws.client("secretsmanager").put_secret_value, SecretId=name(), SecretString="v")


def case_put_nothing(aws):
    client, own = secret(aws)
    return error_of(client.put_secret_value, SecretId=own)


def case_put_deleted(aws):
    client, own = secret(aws)
    client.delete_secret(SecretId=own)
    return error_of(client.put_secret_value, SecretId=own, SecretString="v")


def case_update_value(aws):
    client, own = secret(aws)
    answer = client.update_secret(SecretId=own, SecretString="two")
    return ["VersionId" in answer, value(client, own), value(client, own, VersionStage="AWSPREVIOUS")]


def case_update_description(aws):
    client, own = secret(aws, Description="old")
    answer = client.update_secret(SecretId=own, Description="new")
    return ["VersionId" in answer, client.describe_secret(SecretId=own)["Description"], value(client, own)]


def case_update_missing(aws):
    return error_of(aws.client("secretsmanager").update_secret, SecretId=name(), SecretString="v")


def case_update_deleted(aws):
    client, own = secret(aws)
    client.delete_secret(SecretId=own)
    return error_of(client.update_secret, SecretId=own, SecretString="v")


def case_describe(aws):
    client, own = secret(aws, Description="d", Tags=[{"Key": "a", "Value": "1"}])
    answer = client.describe_secret(SecretId=own)
    return [plain(answer, "Description", "Tags"), answer["Name"] == own, list(answer["VersionIdsToStages"].values()), "DeletedDate" in answer]


def case_describe_missing(aws):
    return error_of(aws.client("secretsmanager").describe_secret, SecretId=name())


def case_describe_deleted(aws):
    client, own = secret(aws)
    client.delete_secret(SecretId=own)
    return "DeletedDate" in client.describe_secret(SecretId=own)


def case_list_by_name(aws):
    client, prefix = aws.client("secretsmanager"), name()
    for tail in "ab":
        client.create_secret(Name=prefix + tail, SecretString="v")
    found = client.list_secrets(Filters=[{"Key": "name", "Values": [prefix]}], SortOrder="asc")["SecretList"]
    return [item["Name"][len(prefix):] for item in found]


def case_list_by_tag(aws):
    client, own = secret(aws, Tags=[{"Key": "unique" + name(), "Value": "1"}])
    key = client.describe_secret(SecretId=own)["Tags"][0]["Key"]
    return [item["Name"] == own for item in client.list_secrets(Filters=[{"Key": "tag-key", "Values": [key]}])["SecretList"]]


def case_list_not(aws):
    client, prefix = aws.client("secretsmanager"), name()
    for tail in "ab":
        client.create_secret(Name=prefix + tail, SecretString="v")
    filters = [{"Key": "name", "Values": [prefix]}, {"Key": "name", "Values": ["!" + prefix + "a"]}]
    return [item["Name"][len(prefix):] for item in client.list_secrets(Filters=filters)["SecretList"]]


def case_list_pages(aws):
    client, prefix = aws.client("secretsmanager"), name()
    for tail in "abc":
        client.create_secret(Name=prefix + tail, SecretString="v")
    pages = client.get_paginator("list_secrets").paginate(Filters=[{"Key": "name", "Values": [prefix]}], PaginationConfig={"PageSize": 2})
    return [len(page["SecretList"]) for page in pages]


def case_list_bad_filter(aws):
    return error_of(aws.client("secretsmanager").list_secrets, Filters=[{"Key": "nonsense", "Values": ["v"]}])


def case_list_bad_token(aws):
    return error_of(aws.client("secretsmanager").list_secrets, NextToken="not a token")


def case_list_hides_deleted(aws):
    client, own = secret(aws)
    client.delete_secret(SecretId=own)
    filters = [{"Key": "name", "Values": [own]}]
    return [len(client.list_secrets(Filters=filters)["SecretList"]), len(client.list_secrets(Filters=filters, IncludePlannedDeletion=True)["SecretList"])]


def case_delete(aws):
    client, own = secret(aws)
    answer = client.delete_secret(SecretId=own, RecoveryWindowInDays=7)
    return [answer["Name"] == own, "DeletionDate" in answer]


def case_delete_missing(aws):
    return error_of(aws.client("secretsmanager").delete_secret, SecretId=name())


def case_delete_twice(aws):
    client, own = secret(aws)
    client.delete_secret(SecretId=own)
    return error_of(client.delete_secret, SecretId=own)


def case_delete_window_too_short(aws):
    client, own = secret(aws)
    return error_of(client.delete_secret, SecretId=own, RecoveryWindowInDays=6)


def case_delete_window_too_long(aws):
    client, own = secret(aws)
    return error_of(client.delete_secret, SecretId=own, RecoveryWindowInDays=31)


def case_delete_force(aws):
    client, own = secret(aws)
    client.delete_secret(SecretId=own, ForceDeleteWithoutRecovery=True)
    return [error_of(client.describe_secret, SecretId=own), error_of(client.create_secret, Name=own, SecretString="again")]


def case_delete_force_missing(aws):
    return error_of(aws.client("secretsmanager").delete_secret, SecretId=name(), ForceDeleteWithoutRecovery=True)


def case_delete_force_with_window(aws):
    client, own = secret(aws)
    return error_of(client.delete_secret, SecretId=own, ForceDeleteWithoutRecovery=True, RecoveryWindowInDays=7)


def case_restore(aws):
    client, own = secret(aws)
    client.delete_secret(SecretId=own)
    client.restore_secret(SecretId=own)
    return value(client, own)


def case_restore_not_deleted(aws):
    client, own = secret(aws)
    return error_of(client.restore_secret, SecretId=own)


def case_restore_missing(aws):
    return error_of(aws.client("secretsmanager").restore_secret, SecretId=name())


def case_tags(aws):
    client, own = secret(aws)
    client.tag_resource(SecretId=own, Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    client.untag_resource(SecretId=own, TagKeys=["a"])
    return client.describe_secret(SecretId=own)["Tags"]


def case_tags_of_missing(aws):
    return error_of(aws.client("secretsmanager").tag_resource, SecretId=name(), Tags=[{"Key": "a", "Value": "1"}])


def case_versions(aws):
    client, own = secret(aws)
    for text in ("two", "three"):
        client.put_secret_value(SecretId=own, SecretString=text)
    return [len(client.list_secret_version_ids(SecretId=own, **more)["Versions"]) for more in ({}, {"IncludeDeprecated": True})]


def case_versions_pages(aws):
    client, own = secret(aws)
    client.put_secret_value(SecretId=own, SecretString="two")
    first = client.list_secret_version_ids(SecretId=own, MaxResults=1)
    return [len(first["Versions"]), "NextToken" in first]


def case_move_stage(aws):
    client, own = secret(aws)
    first = client.get_secret_value(SecretId=own)["VersionId"]
    second = client.put_secret_value(SecretId=own, SecretString="two", VersionStages=["PENDING"])["VersionId"]
    client.update_secret_version_stage(SecretId=own, VersionStage="AWSCURRENT", RemoveFromVersionId=first, MoveToVersionId=second)
    return [value(client, own), value(client, own, VersionStage="AWSPREVIOUS")]


def case_move_stage_without_holder(aws):
    client, own = secret(aws)
    second = client.put_secret_value(SecretId=own, SecretString="two", VersionStages=["PENDING"])["VersionId"]
    return error_of(client.update_secret_version_stage, SecretId=own, VersionStage="AWSCURRENT", MoveToVersionId=second)


def case_random_password_left_out(aws):
    return error_of(aws.client("secretsmanager").get_random_password)


def case_rotation_left_out(aws):
    client, own = secret(aws)
    return error_of(client.rotate_secret, SecretId=own)
