"""SQS, case by case."""
import json
import time
import uuid

from run import error_of

# AWS: what the SQS API reference or developer guide says. Each entry names the side it supports.
DIFFERENCES = {
    "case_create_suffix_without_fifo": "AWS supports the emulator: only a FIFO queue's name may end in .fifo.",
    "case_create_unknown_attribute": "AWS supports the emulator: CreateQueue lists InvalidAttributeName.",
    "case_create_delay_too_long": "AWS supports the emulator: DelaySeconds is 0 to 900, else InvalidAttributeValue.",
    "case_list_pages": "AWS supports the emulator: MaxResults limits the page and NextToken continues.",
    "case_set_attributes_unknown": "AWS supports the emulator: SetQueueAttributes lists InvalidAttributeName.",
    "case_set_attributes_out_of_range": "AWS supports the emulator: VisibilityTimeout is 0 to 43200, else InvalidAttributeValue.",
    "case_set_policy": "AWS supports the emulator: a policy that was set is returned, an empty one removes it.",
    "case_redrive_to_missing": "AWS documents no code; it answers InvalidParameterValue, 'Dead letter target does not exist.'",
    "case_redrive_fifo_to_standard": "AWS documents the rule and no code; it answers InvalidParameterValue.",
    "case_send_system_attribute_md5": "AWS supports the emulator: SendMessage returns MD5OfMessageSystemAttributes.",
    "case_send_empty": "AWS supports the emulator: MessageBody is required and at least one character long.",
    "case_send_control_character": "AWS supports the emulator: InvalidMessageContents outside the characters it lists.",
    "case_send_attribute_without_value": "AWS supports the emulator: name, type and value must not be empty.",
    "case_batch_one_bad_entry": "AWS supports the emulator: each entry of a batch succeeds or fails for itself.",
    "case_delete_with_stale_handle": "AWS supports the emulator: with an older handle 'the request succeeds, but the message might not be deleted'.",
    "case_visibility_of_deleted": "AWS supports the emulator: the handle is well-formed, the message is what is missing.",
    "case_fifo_deduplication_by_content": "AWS supports the emulator: a repeated send returns the first message's id.",
    "case_fifo_deduplication_by_group": "AWS supports the emulator: with the scope messageGroup other groups do not count.",
    "case_fifo_sequence_rises": "AWS supports the emulator: SendMessage to a FIFO queue returns SequenceNumber.",
    "case_standard_with_deduplication": "AWS supports the emulator: the parameter applies to FIFO queues only.",
    "case_dead_letter_source_attribute": "AWS supports the emulator: DeadLetterQueueSourceArn is a system attribute.",
    "case_move_task_on_plain_queue": "moto does not implement it.",
    "case_move_task_on_missing_queue": "moto does not implement it.",
    "case_add_permission": "The emulator leaves AddPermission out and says so with AWS's unknown-operation error.",
}


def name():
    return "q-" + uuid.uuid4().hex[:12]


def queue(aws, fifo=False, **attributes):
    sqs = aws.client("sqs")
    if fifo:
        attributes["FifoQueue"] = "true"
    url = sqs.create_queue(QueueName=name() + (".fifo" if fifo else ""), Attributes=attributes)["QueueUrl"]
    return sqs, url


def arn(sqs, url):
    return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


def counts(sqs, url):
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return [int(found["ApproximateNumberOfMessages" + kind]) for kind in ("", "NotVisible", "Delayed")]


def receive(sqs, url, **arguments):
    return sqs.receive_message(QueueUrl=url, **{"MaxNumberOfMessages": 10, "WaitTimeSeconds": 0, **arguments}).get("Messages", [])


def pair(aws, count=1, fifo=False):
    sqs, dead = queue(aws, fifo)
    policy = json.dumps({"deadLetterTargetArn": arn(sqs, dead), "maxReceiveCount": count})
    _, url = queue(aws, fifo, RedrivePolicy=policy, VisibilityTimeout="0")
    return sqs, url, dead


# Queues

def case_create_url(aws):
    sqs, own = aws.client("sqs"), name()
    return sqs.create_queue(QueueName=own)["QueueUrl"].replace(own, "NAME")


def case_create_twice(aws):
    sqs, own = aws.client("sqs"), name()
    return sqs.create_queue(QueueName=own)["QueueUrl"] == sqs.create_queue(QueueName=own)["QueueUrl"]


def case_create_twice_same_attributes(aws):
    sqs, own = aws.client("sqs"), name()
    one = sqs.create_queue(QueueName=own, Attributes={"VisibilityTimeout": "5"})["QueueUrl"]
    return one == sqs.create_queue(QueueName=own, Attributes={"VisibilityTimeout": "5"})["QueueUrl"]


def case_create_conflicting(aws):
    sqs, own = aws.client("sqs"), name()
    sqs.create_queue(QueueName=own, Attributes={"VisibilityTimeout": "5"})
    return error_of(sqs.create_queue, QueueName=own, Attributes={"VisibilityTimeout": "6"})


def case_create_bad_name(aws):
    return error_of(aws.client("sqs").create_queue, QueueName="has space")


def case_create_long_name(aws):
    return error_of(aws.client("sqs").create_queue, QueueName="a" * 81)


def case_create_empty_name(aws):
    return error_of(aws.client("sqs").create_queue, QueueName="")


def case_create_fifo_without_suffix(aws):
    return error_of(aws.client("sqs").create_queue, QueueName=name(), Attributes={"FifoQueue": "true"})


def case_create_suffix_without_fifo(aws):
    return error_of(aws.client("sqs").create_queue, QueueName=name() + ".fifo")


def case_create_tags(aws):
    sqs = aws.client("sqs")
    url = sqs.create_queue(QueueName=name(), tags={"a": "1"})["QueueUrl"]
    return sqs.list_queue_tags(QueueUrl=url)["Tags"]


def case_create_unknown_attribute(aws):
    return error_of(aws.client("sqs").create_queue, QueueName=name(), Attributes={"Nonsense": "1"})


def case_create_message_size_too_large(aws):
    return error_of(aws.client("sqs").create_queue, QueueName=name(), Attributes={"MaximumMessageSize": "1048577"})


def case_create_message_size_too_small(aws):
    return error_of(aws.client("sqs").create_queue, QueueName=name(), Attributes={"MaximumMessageSize": "1023"})


def case_create_delay_too_long(aws):
    return error_of(aws.client("sqs").create_queue, QueueName=name(), Attributes={"DelaySeconds": "901"})


def case_get_url(aws):
    sqs, own = aws.client("sqs"), name()
    return sqs.create_queue(QueueName=own)["QueueUrl"] == sqs.get_queue_url(QueueName=own)["QueueUrl"]


def case_get_url_missing(aws):
    return error_of(aws.client("sqs").get_queue_url, QueueName=name())


def case_list_prefix(aws):
    sqs, prefix = aws.client("sqs"), name()
    for i in range(3):
        sqs.create_queue(QueueName=f"{prefix}-{i}")
    return [url[url.rindex("-"):] for url in sqs.list_queues(QueueNamePrefix=prefix)["QueueUrls"]]


def case_list_none(aws):
    return "QueueUrls" in aws.client("sqs").list_queues(QueueNamePrefix=name())


def case_list_pages(aws):
    sqs, prefix = aws.client("sqs"), name()
    for i in range(5):
        sqs.create_queue(QueueName=f"{prefix}-{i}")
    pages = sqs.get_paginator("list_queues").paginate(QueueNamePrefix=prefix, PaginationConfig={"PageSize": 2})
    return [[url[url.rindex("-"):] for url in page.get("QueueUrls", [])] for page in pages]


def case_delete(aws):
    sqs, url = queue(aws)
    sqs.delete_queue(QueueUrl=url)
    return error_of(sqs.get_queue_attributes, QueueUrl=url)


def case_delete_missing(aws):
    sqs, url = queue(aws)
    return error_of(sqs.delete_queue, QueueUrl=url + "x")


def case_attributes_defaults(aws):
    sqs, url = queue(aws)
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    names = ["DelaySeconds", "MessageRetentionPeriod", "ReceiveMessageWaitTimeSeconds", "VisibilityTimeout",
             "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"]
    return {key: found.get(key) for key in names}


def case_attributes_maximum_message_size(aws):
    sqs, url = queue(aws)
    return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["MaximumMessageSize"])["Attributes"]


def case_attributes_arn(aws):
    sqs, url = queue(aws)
    return arn(sqs, url).replace(url.rsplit("/", 1)[1], "NAME")


def case_attributes_some(aws):
    sqs, url = queue(aws, DelaySeconds="3")
    return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["DelaySeconds", "VisibilityTimeout"])["Attributes"]


def case_attributes_none(aws):
    sqs, url = queue(aws)
    return "Attributes" in sqs.get_queue_attributes(QueueUrl=url)


def case_attributes_unknown(aws):
    sqs, url = queue(aws)
    return error_of(sqs.get_queue_attributes, QueueUrl=url, AttributeNames=["Nonsense"])


def case_attributes_fifo(aws):
    sqs, url = queue(aws, True)
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    return {key: found.get(key) for key in ("FifoQueue", "ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit")}


def case_set_attributes(aws):
    sqs, url = queue(aws)
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "77", "DelaySeconds": "2"})
    return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout", "DelaySeconds"])["Attributes"]


def case_set_attributes_unknown(aws):
    sqs, url = queue(aws)
    return error_of(sqs.set_queue_attributes, QueueUrl=url, Attributes={"Nonsense": "1"})


def case_set_attributes_out_of_range(aws):
    sqs, url = queue(aws)
    return error_of(sqs.set_queue_attributes, QueueUrl=url, Attributes={"VisibilityTimeout": "43201"})


def case_set_policy(aws):
    sqs, url = queue(aws)
    policy = json.dumps({"Version": "2012-10-17", "Statement": []})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])["Attributes"]["Policy"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})
    return [json.loads(found), "Policy" in sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]]


def case_redrive_to_missing(aws):
    sqs, url = queue(aws)
    policy = json.dumps({"deadLetterTargetArn": arn(sqs, url) + "x", "maxReceiveCount": 1})
    return error_of(sqs.set_queue_attributes, QueueUrl=url, Attributes={"RedrivePolicy": policy})


def case_redrive_without_count(aws):
    sqs, url = queue(aws)
    policy = json.dumps({"deadLetterTargetArn": arn(sqs, url)})
    return error_of(sqs.set_queue_attributes, QueueUrl=url, Attributes={"RedrivePolicy": policy})


def case_redrive_fifo_to_standard(aws):
    sqs, dead = queue(aws)
    _, url = queue(aws, True)
    policy = json.dumps({"deadLetterTargetArn": arn(sqs, dead), "maxReceiveCount": 1})
    return error_of(sqs.set_queue_attributes, QueueUrl=url, Attributes={"RedrivePolicy": policy})


def case_tags(aws):
    sqs, url = queue(aws)
    sqs.tag_queue(QueueUrl=url, Tags={"a": "1", "b": "2"})
    sqs.untag_queue(QueueUrl=url, TagKeys=["a"])
    return sqs.list_queue_tags(QueueUrl=url).get("Tags")


def case_tags_none(aws):
    sqs, url = queue(aws)
    return "Tags" in sqs.list_queue_tags(QueueUrl=url)


def case_tags_empty(aws):
    sqs, url = queue(aws)
    return error_of(sqs.tag_queue, QueueUrl=url, Tags={})


def case_tags_of_missing_queue(aws):
    sqs, url = queue(aws)
    return error_of(sqs.list_queue_tags, QueueUrl=url + "x")


def case_purge(aws):
    sqs, url = queue(aws)
    sqs.send_message(QueueUrl=url, MessageBody="x")
    sqs.purge_queue(QueueUrl=url)
    return counts(sqs, url)


def case_purge_missing(aws):
    sqs, url = queue(aws)
    return error_of(sqs.purge_queue, QueueUrl=url + "x")


# Sending

def case_send(aws):
    sqs, url = queue(aws)
    sent = sqs.send_message(QueueUrl=url, MessageBody="hello")
    return [sent["MD5OfMessageBody"], len(sent["MessageId"]), sorted(key for key in sent if key != "ResponseMetadata")]


def case_send_unicode(aws):
    sqs, url = queue(aws)
    sent = sqs.send_message(QueueUrl=url, MessageBody="hé \U0001F600 <&>\t\n")
    return [sent["MD5OfMessageBody"], receive(sqs, url)[0]["Body"]]


def case_send_attributes(aws):
    sqs, url = queue(aws)
    sent = sqs.send_message(QueueUrl=url, MessageBody="x", MessageAttributes={
        "s": {"DataType": "String", "StringValue": "v"},
        "n": {"DataType": "Number", "StringValue": "12"},
        "b": {"DataType": "Binary", "BinaryValue": b"\x00\xff"},
        "c": {"DataType": "String.custom", "StringValue": "w"}})
    got = receive(sqs, url, MessageAttributeNames=["All"])[0]
    return [sent["MD5OfMessageAttributes"], got["MD5OfMessageAttributes"], got["MessageAttributes"]]


def case_send_system_attribute(aws):
    sqs, url = queue(aws)
    sqs.send_message(QueueUrl=url, MessageBody="x", MessageSystemAttributes={
        "AWSTraceHeader": {"DataType": "String", "StringValue": "Root=1-5759e988-bd862e3fe1be46a994272793"}})
    return receive(sqs, url, AttributeNames=["AWSTraceHeader"])[0].get("Attributes")


def case_send_system_attribute_md5(aws):
    sqs, url = queue(aws)
    sent = sqs.send_message(QueueUrl=url, MessageBody="x", MessageSystemAttributes={
        "AWSTraceHeader": {"DataType": "String", "StringValue": "Root=1-5759e988-bd862e3fe1be46a994272793"}})
    return sent.get("MD5OfMessageSystemAttributes")


def case_send_to_missing(aws):
    sqs, url = queue(aws)
    return error_of(sqs.send_message, QueueUrl=url + "x", MessageBody="x")


def case_send_empty(aws):
    sqs, url = queue(aws)
    return error_of(sqs.send_message, QueueUrl=url, MessageBody="")


def case_send_control_character(aws):
    sqs, url = queue(aws)
    return error_of(sqs.send_message, QueueUrl=url, MessageBody="a\x01b")


def case_send_too_long(aws):
    sqs, url = queue(aws)
    return error_of(sqs.send_message, QueueUrl=url, MessageBody="x" * (1024 * 1024 + 1))


def case_send_longer_than_queue_allows(aws):
    sqs, url = queue(aws, MaximumMessageSize="1024")
    return error_of(sqs.send_message, QueueUrl=url, MessageBody="x" * 1025)


def case_send_delay_out_of_range(aws):
    sqs, url = queue(aws)
    return error_of(sqs.send_message, QueueUrl=url, MessageBody="x", DelaySeconds=901)


def case_send_delayed(aws):
    sqs, url = queue(aws)
    sqs.send_message(QueueUrl=url, MessageBody="x", DelaySeconds=100)
    return [counts(sqs, url), receive(sqs, url)]


def case_send_attribute_without_type(aws):
    sqs, url = queue(aws)
    return error_of(sqs.send_message, QueueUrl=url, MessageBody="x", MessageAttributes={"a": {"DataType": "", "StringValue": "v"}})


def case_send_attribute_of_unknown_type(aws):
    sqs, url = queue(aws)
    return error_of(sqs.send_message, QueueUrl=url, MessageBody="x", MessageAttributes={"a": {"DataType": "Float", "StringValue": "1"}})


def case_send_attribute_without_value(aws):
    sqs, url = queue(aws)
    return error_of(sqs.send_message, QueueUrl=url, MessageBody="x", MessageAttributes={"a": {"DataType": "String", "StringValue": ""}})


def case_send_attribute_bad_name(aws):
    sqs, url = queue(aws)
    return error_of(sqs.send_message, QueueUrl=url, MessageBody="x", MessageAttributes={"a b": {"DataType": "String", "StringValue": "v"}})


def case_batch(aws):
    sqs, url = queue(aws)
    sent = sqs.send_message_batch(QueueUrl=url, Entries=[{"Id": str(i), "MessageBody": f"m{i}"} for i in range(3)])
    return [[entry["Id"], entry["MD5OfMessageBody"]] for entry in sent["Successful"]] + ["Failed" in sent]


def case_batch_empty(aws):
    sqs, url = queue(aws)
    return error_of(sqs.send_message_batch, QueueUrl=url, Entries=[])


def case_batch_eleven(aws):
    sqs, url = queue(aws)
    return error_of(sqs.send_message_batch, QueueUrl=url, Entries=[{"Id": str(i), "MessageBody": "x"} for i in range(11)])


def case_batch_repeated_id(aws):
    sqs, url = queue(aws)
    return error_of(sqs.send_message_batch, QueueUrl=url, Entries=[{"Id": "a", "MessageBody": "x"}, {"Id": "a", "MessageBody": "y"}])


def case_batch_bad_id(aws):
    sqs, url = queue(aws)
    return error_of(sqs.send_message_batch, QueueUrl=url, Entries=[{"Id": "a b", "MessageBody": "x"}])


def case_batch_too_long(aws):
    sqs, url = queue(aws)
    return error_of(sqs.send_message_batch, QueueUrl=url, Entries=[{"Id": str(i), "MessageBody": "x" * 600_000} for i in range(2)])


def case_batch_one_bad_entry(aws):
    sqs, url = queue(aws, True, ContentBasedDeduplication="true")
    sent = sqs.send_message_batch(QueueUrl=url, Entries=[
        {"Id": "a", "MessageBody": "x", "MessageGroupId": "g"}, {"Id": "b", "MessageBody": "y"}])
    return [[entry["Id"] for entry in sent.get("Successful", [])], [[entry["Id"], entry["Code"]] for entry in sent.get("Failed", [])]]


# Receiving

def case_receive_empty(aws):
    sqs, url = queue(aws)
    return "Messages" in sqs.receive_message(QueueUrl=url)


def case_receive_one_by_default(aws):
    sqs, url = queue(aws)
    for i in range(3):
        sqs.send_message(QueueUrl=url, MessageBody=str(i))
    return len(sqs.receive_message(QueueUrl=url)["Messages"])


def case_receive_members(aws):
    sqs, url = queue(aws)
    sqs.send_message(QueueUrl=url, MessageBody="x")
    return sorted(receive(sqs, url)[0])


def case_receive_all_system_attributes(aws):
    sqs, url = queue(aws)
    sqs.send_message(QueueUrl=url, MessageBody="x")
    return sorted(receive(sqs, url, AttributeNames=["All"])[0]["Attributes"])


def case_receive_one_system_attribute(aws):
    sqs, url = queue(aws)
    sqs.send_message(QueueUrl=url, MessageBody="x")
    return receive(sqs, url, AttributeNames=["ApproximateReceiveCount"])[0]["Attributes"]


def case_receive_attribute_filter(aws):
    sqs, url = queue(aws)
    value = {"DataType": "String", "StringValue": "v"}
    sqs.send_message(QueueUrl=url, MessageBody="x", MessageAttributes={"a": value, "b": value})
    got = receive(sqs, url, MessageAttributeNames=["a"])[0]
    return [got["MessageAttributes"], got["MD5OfMessageAttributes"]]


def case_receive_attribute_prefix(aws):
    sqs, url = queue(aws)
    value = {"DataType": "String", "StringValue": "v"}
    sqs.send_message(QueueUrl=url, MessageBody="x", MessageAttributes={"a.x": value, "a.y": value, "b": value})
    return sorted(receive(sqs, url, MessageAttributeNames=["a.*"])[0]["MessageAttributes"])


def case_receive_no_attributes_unless_asked(aws):
    sqs, url = queue(aws)
    sqs.send_message(QueueUrl=url, MessageBody="x", MessageAttributes={"a": {"DataType": "String", "StringValue": "v"}})
    return "MessageAttributes" in receive(sqs, url)[0]


def case_receive_too_many(aws):
    sqs, url = queue(aws)
    return error_of(sqs.receive_message, QueueUrl=url, MaxNumberOfMessages=11)


def case_receive_zero(aws):
    sqs, url = queue(aws)
    return error_of(sqs.receive_message, QueueUrl=url, MaxNumberOfMessages=0)


def case_receive_wait_too_long(aws):
    sqs, url = queue(aws)
    return error_of(sqs.receive_message, QueueUrl=url, WaitTimeSeconds=21)


def case_receive_from_missing(aws):
    sqs, url = queue(aws)
    return error_of(sqs.receive_message, QueueUrl=url + "x")


def case_receive_count_rises(aws):
    sqs, url = queue(aws)
    sqs.send_message(QueueUrl=url, MessageBody="x")
    return [receive(sqs, url, AttributeNames=["ApproximateReceiveCount"], VisibilityTimeout=0)[0]["Attributes"] for _ in range(3)
            if time.sleep(0.05) is None]


def case_counts(aws):
    sqs, url = queue(aws)
    for i in range(3):
        sqs.send_message(QueueUrl=url, MessageBody=str(i))
    sqs.send_message(QueueUrl=url, MessageBody="later", DelaySeconds=100)
    receive(sqs, url, MaxNumberOfMessages=1)
    return counts(sqs, url)


def case_wait_ends_empty(aws):
    sqs, url = queue(aws)
    start = time.monotonic()
    got = receive(sqs, url, WaitTimeSeconds=1)
    return [got, time.monotonic() - start >= 1]


# Deleting and visibility

def case_delete_message(aws):
    sqs, url = queue(aws)
    sqs.send_message(QueueUrl=url, MessageBody="x")
    sqs.delete_message(QueueUrl=url, ReceiptHandle=receive(sqs, url)[0]["ReceiptHandle"])
    return counts(sqs, url)


def case_delete_message_twice(aws):
    sqs, url = queue(aws)
    sqs.send_message(QueueUrl=url, MessageBody="x")
    handle = receive(sqs, url)[0]["ReceiptHandle"]
    sqs.delete_message(QueueUrl=url, ReceiptHandle=handle)
    return error_of(sqs.delete_message, QueueUrl=url, ReceiptHandle=handle)


def case_delete_message_bad_handle(aws):
    sqs, url = queue(aws)
    return error_of(sqs.delete_message, QueueUrl=url, ReceiptHandle="rubbish")


def case_delete_with_stale_handle(aws):
    sqs, url = queue(aws)
    sqs.send_message(QueueUrl=url, MessageBody="x")
    stale = receive(sqs, url, VisibilityTimeout=0)[0]["ReceiptHandle"]
    time.sleep(0.05)
    receive(sqs, url)
    sqs.delete_message(QueueUrl=url, ReceiptHandle=stale)
    return counts(sqs, url)


def case_delete_batch(aws):
    sqs, url = queue(aws)
    sqs.send_message_batch(QueueUrl=url, Entries=[{"Id": str(i), "MessageBody": "x"} for i in range(3)])
    got = receive(sqs, url)
    done = sqs.delete_message_batch(QueueUrl=url, Entries=[{"Id": str(i), "ReceiptHandle": m["ReceiptHandle"]} for i, m in enumerate(got)])
    return [[entry["Id"] for entry in done["Successful"]], counts(sqs, url)]


def case_delete_batch_bad_handle(aws):
    sqs, url = queue(aws)
    done = sqs.delete_message_batch(QueueUrl=url, Entries=[{"Id": "a", "ReceiptHandle": "rubbish"}])
    return [done.get("Successful", []), [[entry["Id"], entry["Code"], entry["SenderFault"]] for entry in done["Failed"]]]


def case_delete_batch_empty(aws):
    sqs, url = queue(aws)
    return error_of(sqs.delete_message_batch, QueueUrl=url, Entries=[])


def case_visibility_to_zero(aws):
    sqs, url = queue(aws)
    sqs.send_message(QueueUrl=url, MessageBody="x")
    sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=receive(sqs, url)[0]["ReceiptHandle"], VisibilityTimeout=0)
    time.sleep(0.05)
    return counts(sqs, url)


def case_visibility_bad_handle(aws):
    sqs, url = queue(aws)
    return error_of(sqs.change_message_visibility, QueueUrl=url, ReceiptHandle="rubbish", VisibilityTimeout=1)


def case_visibility_out_of_range(aws):
    sqs, url = queue(aws)
    sqs.send_message(QueueUrl=url, MessageBody="x")
    handle = receive(sqs, url)[0]["ReceiptHandle"]
    return error_of(sqs.change_message_visibility, QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=43201)


def case_visibility_of_deleted(aws):
    sqs, url = queue(aws)
    sqs.send_message(QueueUrl=url, MessageBody="x")
    handle = receive(sqs, url)[0]["ReceiptHandle"]
    sqs.delete_message(QueueUrl=url, ReceiptHandle=handle)
    return error_of(sqs.change_message_visibility, QueueUrl=url, ReceiptHandle=handle, VisibilityTimeout=1)


def case_visibility_batch(aws):
    sqs, url = queue(aws)
    sqs.send_message(QueueUrl=url, MessageBody="x")
    handle = receive(sqs, url)[0]["ReceiptHandle"]
    done = sqs.change_message_visibility_batch(QueueUrl=url, Entries=[
        {"Id": "a", "ReceiptHandle": handle, "VisibilityTimeout": 0}, {"Id": "b", "ReceiptHandle": "rubbish", "VisibilityTimeout": 0}])
    return [[entry["Id"] for entry in done["Successful"]], [[entry["Id"], entry["Code"]] for entry in done["Failed"]]]


# FIFO

def fifo(aws, **attributes):
    return queue(aws, True, **{"ContentBasedDeduplication": "true", **attributes})


def case_fifo_order(aws):
    sqs, url = fifo(aws)
    for i in range(5):
        sqs.send_message(QueueUrl=url, MessageBody=str(i), MessageGroupId="g")
    return [message["Body"] for message in receive(sqs, url)]


def case_fifo_group_blocked(aws):
    sqs, url = fifo(aws)
    for i in range(2):
        sqs.send_message(QueueUrl=url, MessageBody=str(i), MessageGroupId="g")
    receive(sqs, url, MaxNumberOfMessages=1)
    return receive(sqs, url)


def case_fifo_other_group_free(aws):
    sqs, url = fifo(aws)
    sqs.send_message(QueueUrl=url, MessageBody="a", MessageGroupId="a")
    sqs.send_message(QueueUrl=url, MessageBody="b", MessageGroupId="b")
    receive(sqs, url, MaxNumberOfMessages=1)
    return [message["Body"] for message in receive(sqs, url)]


def case_fifo_deduplication_by_content(aws):
    sqs, url = fifo(aws)
    ids = {sqs.send_message(QueueUrl=url, MessageBody="x", MessageGroupId="g")["MessageId"] for _ in range(2)}
    return [len(ids), counts(sqs, url)]


def case_fifo_deduplication_by_id(aws):
    sqs, url = fifo(aws)
    for body in "ab":
        sqs.send_message(QueueUrl=url, MessageBody=body, MessageGroupId="g", MessageDeduplicationId="d")
    return [[message["Body"] for message in receive(sqs, url)]]


def case_fifo_deduplication_by_group(aws):
    sqs, url = fifo(aws, DeduplicationScope="messageGroup", FifoThroughputLimit="perMessageGroupId")
    for group in "ab":
        sqs.send_message(QueueUrl=url, MessageBody="x", MessageGroupId=group)
    return counts(sqs, url)


def case_fifo_attributes(aws):
    sqs, url = fifo(aws)
    sqs.send_message(QueueUrl=url, MessageBody="x", MessageGroupId="g", MessageDeduplicationId="d")
    got = receive(sqs, url, AttributeNames=["All"])[0]["Attributes"]
    return [got["MessageGroupId"], got["MessageDeduplicationId"], len(got["SequenceNumber"])]


def case_fifo_sequence_rises(aws):
    sqs, url = fifo(aws)
    numbers = [int(sqs.send_message(QueueUrl=url, MessageBody=str(i), MessageGroupId="g")["SequenceNumber"]) for i in range(3)]
    return numbers == sorted(set(numbers))


def case_fifo_without_group(aws):
    sqs, url = fifo(aws)
    return error_of(sqs.send_message, QueueUrl=url, MessageBody="x")


def case_fifo_without_deduplication(aws):
    sqs, url = queue(aws, True)
    return error_of(sqs.send_message, QueueUrl=url, MessageBody="x", MessageGroupId="g")


def case_fifo_delay(aws):
    sqs, url = fifo(aws)
    return error_of(sqs.send_message, QueueUrl=url, MessageBody="x", MessageGroupId="g", DelaySeconds=1)


def case_standard_with_deduplication(aws):
    sqs, url = queue(aws)
    return error_of(sqs.send_message, QueueUrl=url, MessageBody="x", MessageDeduplicationId="d")


def case_standard_with_group(aws):
    sqs, url = queue(aws)
    sqs.send_message(QueueUrl=url, MessageBody="x", MessageGroupId="g")
    return receive(sqs, url, AttributeNames=["MessageGroupId"])[0].get("Attributes")


# Dead letters

def case_dead_letter(aws):
    sqs, url, dead = pair(aws)
    sqs.send_message(QueueUrl=url, MessageBody="x")
    first = [message["Body"] for message in receive(sqs, url)]
    time.sleep(0.05)
    second = receive(sqs, url)
    return [first, second, [message["Body"] for message in receive(sqs, dead)]]


def case_dead_letter_source_attribute(aws):
    sqs, url, dead = pair(aws)
    sqs.send_message(QueueUrl=url, MessageBody="x")
    receive(sqs, url)
    time.sleep(0.05)
    receive(sqs, url)
    attributes = receive(sqs, dead, AttributeNames=["All"])[0]["Attributes"]
    return attributes.get("DeadLetterQueueSourceArn") == arn(sqs, url)


def case_dead_letter_sources(aws):
    sqs, url, dead = pair(aws)
    return sqs.list_dead_letter_source_queues(QueueUrl=dead)["queueUrls"] == [url]


def case_move_task_on_plain_queue(aws):
    sqs, url = queue(aws)
    return error_of(sqs.start_message_move_task, SourceArn=arn(sqs, url))


def case_move_task_on_missing_queue(aws):
    sqs, url = queue(aws)
    return error_of(sqs.start_message_move_task, SourceArn=arn(sqs, url) + "x")


def case_add_permission(aws):
    sqs, url = queue(aws)
    return error_of(sqs.add_permission, QueueUrl=url, Label="l", AWSAccountIds=["123456789012"], Actions=["SendMessage"])
