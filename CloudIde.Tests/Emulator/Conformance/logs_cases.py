"""CloudWatch Logs, case by case."""
import time
import uuid

from run import error_of

DIFFERENCES = {
    "case_group_members": "AWS supports the emulator: the service model's LogGroup has logGroupClass.",
    "case_group_bad_name": "AWS supports the emulator: a name has letters, digits and ._-/# only.",
    "case_group_protection_left_out": "The emulator leaves deletion protection out and refuses the parameter.",
    "case_groups_pattern": "AWS supports the emulator: logGroupNamePattern is a case-insensitive substring of the name.",
    "case_groups_prefix_and_pattern": "AWS supports the emulator: logGroupNamePattern and logGroupNamePrefix are mutually exclusive.",
    "case_retention_bad": "AWS supports the emulator: retentionInDays is one of the listed periods.",
    "case_tags_of_missing": "AWS supports the emulator: ListTagsForResource lists ResourceNotFoundException.",
    "case_stream_bad_name": "AWS supports the emulator: a stream's name has neither : nor *.",
    "case_put_none": "AWS supports the emulator: the service model asks for one event at least.",
    "case_put_empty_message": "AWS supports the emulator: the service model asks for one character at least.",
    "case_put_too_old": "AWS supports the emulator: tooOldLogEventEndIndex is exclusive.",
    "case_get_token_forms": "AWS supports the emulator: its examples have 56 digits between f/ and /s.",
    "case_get_range": "AWS supports the emulator: GetLogEvents leaves out events at endTime or later.",
    "case_filter_stream_prefix": "AWS supports the emulator: logStreamNamePrefix limits the streams.",
    "case_filter_names_and_prefix": "AWS supports the emulator: InvalidParameterException when both are given.",
    "case_filter_missing_stream": "AWS supports the emulator: FilterLogEvents lists ResourceNotFoundException.",
    "case_filter_optional_terms": "AWS supports the emulator: ?term patterns match events with any of the terms.",
    "case_filter_excluded_term": "AWS supports the emulator: -term excludes events with the term.",
    "case_filter_json_left_out": "The emulator leaves JSON patterns out and refuses them; moto does not evaluate them and returns every event.",
    "case_filter_bad_pattern": "AWS supports the emulator: terms with other than letters, digits and underscores must be quoted, else InvalidParameterException.",
    "case_insights_left_out": "The emulator leaves it out and says so with AWS's unknown-operation error.",
}


def name():
    return "/g/" + uuid.uuid4().hex[:12]


def plain(answer, *members):
    return {member: answer.get(member) for member in members}


def group(aws, *streams, **arguments):
    logs, own = aws.client("logs"), name()
    logs.create_log_group(logGroupName=own, **arguments)
    for stream in streams:
        logs.create_log_stream(logGroupName=own, logStreamName=stream)
    return logs, own


def events(*messages, start=None):
    start = start or int(time.time() * 1000) - 10_000
    return [{"timestamp": start + index, "message": message} for index, message in enumerate(messages)]


def filled(aws, *messages):
    logs, own = group(aws, "s")
    logs.put_log_events(logGroupName=own, logStreamName="s", logEvents=events(*messages))
    return logs, own


def got(logs, own, **arguments):
    return [item["message"] for item in logs.get_log_events(logGroupName=own, logStreamName="s", **arguments)["events"]]


def filtered(aws, pattern, *messages):
    logs, own = filled(aws, *messages)
    found = error_of(logs.filter_log_events, logGroupName=own, filterPattern=pattern)
    return found if isinstance(found, list) else [item["message"] for item in logs.filter_log_events(logGroupName=own, filterPattern=pattern)["events"]]


# Groups

def case_group(aws):
    logs, own = group(aws)
    found = logs.describe_log_groups(logGroupNamePrefix=own)["logGroups"][0]
    return [found["arn"].replace(own, "NAME"), plain(found, "metricFilterCount", "storedBytes", "retentionInDays")]


def case_group_members(aws):
    logs, own = group(aws)
    return sorted(logs.describe_log_groups(logGroupNamePrefix=own)["logGroups"][0])


def case_group_twice(aws):
    logs, own = group(aws)
    return error_of(logs.create_log_group, logGroupName=own)


def case_group_bad_name(aws):
    return error_of(aws.client("logs").create_log_group, logGroupName="not a group")


def case_group_long_name(aws):
    return error_of(aws.client("logs").create_log_group, logGroupName="g" * 513)


def case_group_protection_left_out(aws):
    return error_of(aws.client("logs").create_log_group, logGroupName=name(), deletionProtectionEnabled=True)


def case_group_delete(aws):
    logs, own = group(aws, "s")
    logs.delete_log_group(logGroupName=own)
    return logs.describe_log_groups(logGroupNamePrefix=own)["logGroups"]


def case_group_delete_missing(aws):
    return error_of(aws.client("logs").delete_log_group, logGroupName=name())


def case_groups_pages(aws):
    logs, prefix = aws.client("logs"), name()
    for tail in "abc":
        logs.create_log_group(logGroupName=prefix + tail)
    pages = logs.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=prefix, PaginationConfig={"PageSize": 2})
    return [[item["logGroupName"][len(prefix):] for item in page["logGroups"]] for page in pages]


def case_groups_pattern(aws):
    logs, own = group(aws)
    return [item["logGroupName"] for item in logs.describe_log_groups(logGroupNamePattern=own[5:])["logGroups"]] == [own]


def case_groups_prefix_and_pattern(aws):
    return error_of(aws.client("logs").describe_log_groups, logGroupNamePrefix="a", logGroupNamePattern="abc")


def case_groups_limit_too_large(aws):
    return error_of(aws.client("logs").describe_log_groups, limit=51)


def case_retention(aws):
    logs, own = group(aws)
    logs.put_retention_policy(logGroupName=own, retentionInDays=7)
    first = logs.describe_log_groups(logGroupNamePrefix=own)["logGroups"][0].get("retentionInDays")
    logs.delete_retention_policy(logGroupName=own)
    return [first, logs.describe_log_groups(logGroupNamePrefix=own)["logGroups"][0].get("retentionInDays")]


def case_retention_bad(aws):
    logs, own = group(aws)
    return error_of(logs.put_retention_policy, logGroupName=own, retentionInDays=2)


def case_retention_missing_group(aws):
    return error_of(aws.client("logs").put_retention_policy, logGroupName=name(), retentionInDays=7)


def case_tags_of_group(aws):
    logs, own = group(aws, tags={"a": "1"})
    logs.tag_log_group(logGroupName=own, tags={"b": "2"})
    logs.untag_log_group(logGroupName=own, tags=["a"])
    return logs.list_tags_log_group(logGroupName=own)["tags"]


def case_tags_of_resource(aws):
    logs, own = group(aws, tags={"a": "1"})
    arn = f"arn:aws:logs:us-east-1:{aws.account}:log-group:{own}"
    logs.tag_resource(resourceArn=arn, tags={"b": "2"})
    logs.untag_resource(resourceArn=arn, tagKeys=["a"])
    return logs.list_tags_for_resource(resourceArn=arn)["tags"]


def case_tags_of_missing(aws):
    return error_of(aws.client("logs").list_tags_for_resource, resourceArn=f"arn:aws:logs:us-east-1:{aws.account}:log-group:{name()}")


# Streams

def case_stream(aws):
    logs, own = group(aws, "s")
    found = logs.describe_log_streams(logGroupName=own)["logStreams"][0]
    return [found["arn"].replace(own, "NAME"), plain(found, "logStreamName", "storedBytes")]


def case_stream_twice(aws):
    logs, own = group(aws, "s")
    return error_of(logs.create_log_stream, logGroupName=own, logStreamName="s")


def case_stream_missing_group(aws):
    return error_of(aws.client("logs").create_log_stream, logGroupName=name(), logStreamName="s")


def case_stream_bad_name(aws):
    logs, own = group(aws)
    return error_of(logs.create_log_stream, logGroupName=own, logStreamName="a:b")


def case_stream_delete(aws):
    logs, own = group(aws, "s", "t")
    logs.delete_log_stream(logGroupName=own, logStreamName="s")
    return [item["logStreamName"] for item in logs.describe_log_streams(logGroupName=own)["logStreams"]]


def case_stream_delete_missing(aws):
    logs, own = group(aws)
    return error_of(logs.delete_log_stream, logGroupName=own, logStreamName="s")


def case_streams_prefix(aws):
    logs, own = group(aws, "a1", "a2", "b")
    return [item["logStreamName"] for item in logs.describe_log_streams(logGroupName=own, logStreamNamePrefix="a")["logStreams"]]


def case_streams_pages(aws):
    logs, own = group(aws, "c", "a", "b")
    pages = logs.get_paginator("describe_log_streams").paginate(logGroupName=own, PaginationConfig={"PageSize": 2})
    return [[item["logStreamName"] for item in page["logStreams"]] for page in pages]


def case_streams_by_time(aws):
    logs, own = group(aws, "a", "b", "c")
    start = int(time.time() * 1000) - 60_000
    for index, stream in enumerate("bca"):
        logs.put_log_events(logGroupName=own, logStreamName=stream, logEvents=events("x", start=start + index * 1000))
    return [item["logStreamName"] for item in logs.describe_log_streams(logGroupName=own, orderBy="LastEventTime", descending=True)["logStreams"]]


def case_streams_prefix_by_time(aws):
    logs, own = group(aws, "a")
    return error_of(logs.describe_log_streams, logGroupName=own, logStreamNamePrefix="a", orderBy="LastEventTime")


def case_streams_missing_group(aws):
    return error_of(aws.client("logs").describe_log_streams, logGroupName=name())


def case_streams_limit_too_large(aws):
    logs, own = group(aws)
    return error_of(logs.describe_log_streams, logGroupName=own, limit=51)


# Putting and getting events

def case_put_and_get(aws):
    logs, own = filled(aws, "one", "two", "thrée \U0001F600")
    return got(logs, own, startFromHead=True)


def case_put_answer(aws):
    logs, own = group(aws, "s")
    answer = logs.put_log_events(logGroupName=own, logStreamName="s", logEvents=events("x"))
    return ["nextSequenceToken" in answer, answer.get("rejectedLogEventsInfo")]


def case_put_missing_stream(aws):
    logs, own = group(aws)
    return error_of(logs.put_log_events, logGroupName=own, logStreamName="s", logEvents=events("x"))


def case_put_missing_group(aws):
    return error_of(aws.client("logs").put_log_events, logGroupName=name(), logStreamName="s", logEvents=events("x"))


def case_put_none(aws):
    logs, own = group(aws, "s")
    return error_of(logs.put_log_events, logGroupName=own, logStreamName="s", logEvents=[])


def case_put_wrong_order(aws):
    logs, own = group(aws, "s")
    return error_of(logs.put_log_events, logGroupName=own, logStreamName="s", logEvents=events("a", "b")[::-1])


def case_put_too_old(aws):
    logs, own = group(aws, "s")
    start = int((time.time() - 15 * 86400) * 1000)
    return logs.put_log_events(logGroupName=own, logStreamName="s", logEvents=events("x", start=start)).get("rejectedLogEventsInfo")


def case_put_too_new(aws):
    logs, own = group(aws, "s")
    start = int((time.time() + 3 * 3600) * 1000)
    return logs.put_log_events(logGroupName=own, logStreamName="s", logEvents=events("x", start=start)).get("rejectedLogEventsInfo")


def case_put_empty_message(aws):
    logs, own = group(aws, "s")
    return error_of(logs.put_log_events, logGroupName=own, logStreamName="s", logEvents=events(""))


def case_put_any_token(aws):
    logs, own = group(aws, "s")
    return error_of(logs.put_log_events, logGroupName=own, logStreamName="s", logEvents=events("x"), sequenceToken="any")


def case_get_missing_stream(aws):
    logs, own = group(aws)
    return error_of(logs.get_log_events, logGroupName=own, logStreamName="s")


def case_get_limit_newest(aws):
    logs, own = filled(aws, "one", "two", "three")
    return got(logs, own, limit=2)


def case_get_limit_oldest(aws):
    logs, own = filled(aws, "one", "two", "three")
    return got(logs, own, limit=2, startFromHead=True)


def case_get_forward(aws):
    logs, own = filled(aws, "one", "two", "three")
    pages, token = [], None
    for _ in range(3):
        answer = logs.get_log_events(logGroupName=own, logStreamName="s", limit=2, startFromHead=True, **({"nextToken": token} if token else {}))
        pages.append([item["message"] for item in answer["events"]])
        ended, token = answer["nextForwardToken"] == token, answer["nextForwardToken"]
    return [pages, ended]


def case_get_backward(aws):
    logs, own = filled(aws, "one", "two", "three")
    answer = logs.get_log_events(logGroupName=own, logStreamName="s", limit=2)
    return got(logs, own, limit=2, nextToken=answer["nextBackwardToken"])


def case_get_token_forms(aws):
    logs, own = filled(aws, "one")
    answer = logs.get_log_events(logGroupName=own, logStreamName="s")
    return [answer["nextForwardToken"][:2], answer["nextBackwardToken"][:2], len(answer["nextForwardToken"])]


def case_get_range(aws):
    logs, own = group(aws, "s")
    start = int(time.time() * 1000) - 60_000
    logs.put_log_events(logGroupName=own, logStreamName="s", logEvents=events("one", "two", "three", start=start))
    return got(logs, own, startTime=start + 1, endTime=start + 2, startFromHead=True)


def case_get_bad_token(aws):
    logs, own = filled(aws, "one")
    return error_of(logs.get_log_events, logGroupName=own, logStreamName="s", nextToken="nonsense")


def case_get_limit_too_large(aws):
    logs, own = filled(aws, "one")
    return error_of(logs.get_log_events, logGroupName=own, logStreamName="s", limit=10001)


# Filtering

def case_filter_all(aws):
    logs, own = filled(aws, "one", "two")
    found = logs.filter_log_events(logGroupName=own)["events"]
    return [[item["message"], item["logStreamName"]] for item in found]


def case_filter_members(aws):
    logs, own = filled(aws, "one")
    return sorted(logs.filter_log_events(logGroupName=own)["events"][0])


def case_filter_several_streams(aws):
    logs, own = group(aws, "a", "b")
    start = int(time.time() * 1000) - 60_000
    logs.put_log_events(logGroupName=own, logStreamName="a", logEvents=events("1", start=start))
    logs.put_log_events(logGroupName=own, logStreamName="b", logEvents=events("2", start=start + 10))
    logs.put_log_events(logGroupName=own, logStreamName="a", logEvents=events("3", start=start + 20))
    return [item["message"] for item in logs.filter_log_events(logGroupName=own, interleaved=True)["events"]]


def case_filter_stream_names(aws):
    logs, own = group(aws, "a", "b")
    for stream in "ab":
        logs.put_log_events(logGroupName=own, logStreamName=stream, logEvents=events(stream))
    return [item["message"] for item in logs.filter_log_events(logGroupName=own, logStreamNames=["b"])["events"]]


def case_filter_stream_prefix(aws):
    logs, own = group(aws, "a1", "b1")
    for stream in ("a1", "b1"):
        logs.put_log_events(logGroupName=own, logStreamName=stream, logEvents=events(stream))
    return [item["message"] for item in logs.filter_log_events(logGroupName=own, logStreamNamePrefix="a")["events"]]


def case_filter_names_and_prefix(aws):
    logs, own = group(aws, "a")
    return error_of(logs.filter_log_events, logGroupName=own, logStreamNames=["a"], logStreamNamePrefix="a")


def case_filter_pages(aws):
    logs, own = filled(aws, "1", "2", "3")
    pages = logs.get_paginator("filter_log_events").paginate(logGroupName=own, PaginationConfig={"PageSize": 2})
    return [[item["message"] for item in page["events"]] for page in pages]


def case_filter_missing_group(aws):
    return error_of(aws.client("logs").filter_log_events, logGroupName=name())


def case_filter_missing_stream(aws):
    logs, own = group(aws)
    return error_of(logs.filter_log_events, logGroupName=own, logStreamNames=["s"])


def case_filter_term(aws):
    return filtered(aws, "ERROR", "ERROR one", "info two", "error three")


def case_filter_two_terms(aws):
    return filtered(aws, "ERROR disk", "ERROR disk full", "ERROR network", "disk ERROR")


def case_filter_quoted(aws):
    return filtered(aws, '"disk full"', "the disk full now", "full disk")


def case_filter_optional_terms(aws):
    return filtered(aws, "?ERROR ?WARN", "ERROR one", "WARN two", "INFO three")


def case_filter_excluded_term(aws):
    return filtered(aws, "ERROR -disk", "ERROR one", "ERROR disk", "INFO")


def case_filter_json_left_out(aws):
    return filtered(aws, "{ $.level = \"error\" }", '{"level": "error"}', '{"level": "info"}')


def case_filter_bad_pattern(aws):
    return filtered(aws, "a=b", "a=b")


def case_insights_left_out(aws):
    logs, own = group(aws)
    return error_of(logs.start_query, logGroupName=own, startTime=0, endTime=1, queryString="fields @message")


def case_filter_end_is_included(aws):
    logs, own = group(aws, "s")
    start = int(time.time() * 1000) - 60_000
    logs.put_log_events(logGroupName=own, logStreamName="s", logEvents=events("one", "two", "three", start=start))
    return [item["message"] for item in logs.filter_log_events(logGroupName=own, startTime=start, endTime=start + 1)["events"]]
