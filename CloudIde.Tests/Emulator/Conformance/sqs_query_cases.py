"""SQS in the query protocol, which clients older than 2023 speak, case by case."""
from sqs_cases import name, queue

DIFFERENCES = {
    "case_missing_parameter": "AWS supports the emulator: MissingParameter is a common error of the query protocol; moto fails with status 500.",
    "case_set_attributes_without_index": "AWS supports the emulator: the reference's example has Attribute.Name; moto does nothing and answers with success.",
    "case_unknown_action": "AWS supports the emulator: InvalidAction is the common error for an unknown action; moto fails with status 500.",
}


def path_of(aws, url):
    return url[len(aws.url):]


def made(aws):
    _, url = queue(aws)
    return url


def shown(answer, *members):
    status, found = answer
    return [status, {member: found.get(member) for member in members}]


def failed(answer):
    status, found = answer
    return [status, found.get("Code"), found.get("Type")]


def case_create(aws):
    own = name()
    status, found = aws.query("sqs", "CreateQueue", QueueName=own)
    return [status, [url.replace(own, "NAME") for url in found["QueueUrl"]]]


def case_create_with_attributes(aws):
    own = name()
    url = aws.query("sqs", "CreateQueue", QueueName=own, Attribute_1_Name="VisibilityTimeout", Attribute_1_Value="77")[1]["QueueUrl"][0]
    answer = aws.query("sqs", "GetQueueAttributes", QueueUrl=url, AttributeName_1="VisibilityTimeout")
    return shown(answer, "Name", "Value")


def case_get_url_missing(aws):
    return failed(aws.query("sqs", "GetQueueUrl", QueueName=name()))


def case_get_url(aws):
    own = name()
    url = aws.query("sqs", "CreateQueue", QueueName=own)[1]["QueueUrl"]
    return aws.query("sqs", "GetQueueUrl", QueueName=own)[1]["QueueUrl"] == url


def case_send(aws):
    return shown(aws.query("sqs", "SendMessage", QueueUrl=made(aws), MessageBody="hello"), "MD5OfMessageBody")


def case_send_to_address(aws):
    url = made(aws)
    return shown(aws.query("sqs", "SendMessage", path_of(aws, url), MessageBody="hello"), "MD5OfMessageBody")


def case_send_attributes(aws):
    url = made(aws)
    answer = aws.query("sqs", "SendMessage", QueueUrl=url, MessageBody="x", MessageAttribute_1_Name="a",
                       MessageAttribute_1_Value_DataType="String", MessageAttribute_1_Value_StringValue="v")
    return shown(answer, "MD5OfMessageAttributes")


def case_receive(aws):
    url = made(aws)
    aws.query("sqs", "SendMessage", QueueUrl=url, MessageBody="<a & b>")
    return shown(aws.query("sqs", "ReceiveMessage", QueueUrl=url), "Body", "MD5OfBody")


def case_receive_attributes(aws):
    url = made(aws)
    aws.query("sqs", "SendMessage", QueueUrl=url, MessageBody="x")
    status, found = aws.query("sqs", "ReceiveMessage", QueueUrl=url, AttributeName_1="All")
    return [status, sorted(found["Name"])]


def case_receive_none(aws):
    status, found = aws.query("sqs", "ReceiveMessage", QueueUrl=made(aws))
    return [status, "Body" in found]


def case_delete(aws):
    url = made(aws)
    aws.query("sqs", "SendMessage", QueueUrl=url, MessageBody="x")
    handle = aws.query("sqs", "ReceiveMessage", QueueUrl=url)[1]["ReceiptHandle"][0]
    status, _ = aws.query("sqs", "DeleteMessage", QueueUrl=url, ReceiptHandle=handle)
    return [status, shown(aws.query("sqs", "GetQueueAttributes", QueueUrl=url, AttributeName_1="ApproximateNumberOfMessagesNotVisible"), "Value")]


def case_batch(aws):
    url = made(aws)
    answer = aws.query("sqs", "SendMessageBatch", QueueUrl=url,
                       SendMessageBatchRequestEntry_1_Id="a", SendMessageBatchRequestEntry_1_MessageBody="x",
                       SendMessageBatchRequestEntry_2_Id="b", SendMessageBatchRequestEntry_2_MessageBody="y")
    return shown(answer, "Id", "MD5OfMessageBody")


def case_batch_empty(aws):
    return failed(aws.query("sqs", "SendMessageBatch", QueueUrl=made(aws)))


def case_batch_repeated_id(aws):
    return failed(aws.query("sqs", "SendMessageBatch", QueueUrl=made(aws),
                            SendMessageBatchRequestEntry_1_Id="a", SendMessageBatchRequestEntry_1_MessageBody="x",
                            SendMessageBatchRequestEntry_2_Id="a", SendMessageBatchRequestEntry_2_MessageBody="y"))


def case_change_visibility_bad_handle(aws):
    return failed(aws.query("sqs", "ChangeMessageVisibility", QueueUrl=made(aws), ReceiptHandle="rubbish", VisibilityTimeout="1"))


def case_missing_queue(aws):
    return failed(aws.query("sqs", "ReceiveMessage", QueueUrl=made(aws) + "x"))


def case_missing_parameter(aws):
    return failed(aws.query("sqs", "SendMessage", QueueUrl=made(aws)))


def case_bad_number(aws):
    return failed(aws.query("sqs", "ReceiveMessage", QueueUrl=made(aws), MaxNumberOfMessages="11"))


def case_unknown_action(aws):
    return failed(aws.query("sqs", "Nonsense"))


def case_list(aws):
    own = name()
    for tail in "ab":
        aws.query("sqs", "CreateQueue", QueueName=own + tail)
    return [url.split(own)[1] for url in aws.query("sqs", "ListQueues", QueueNamePrefix=own)[1]["QueueUrl"]]


def case_tags(aws):
    url = made(aws)
    aws.query("sqs", "TagQueue", QueueUrl=url, Tag_1_Key="a", Tag_1_Value="1")
    return shown(aws.query("sqs", "ListQueueTags", QueueUrl=url), "Key", "Value")


def case_set_attributes(aws):
    url = made(aws)
    aws.query("sqs", "SetQueueAttributes", QueueUrl=url, Attribute_1_Name="DelaySeconds", Attribute_1_Value="3")
    return shown(aws.query("sqs", "GetQueueAttributes", QueueUrl=url, AttributeName_1="DelaySeconds"), "Name", "Value")


def case_set_attributes_without_index(aws):
    url = made(aws)
    aws.query("sqs", "SetQueueAttributes", QueueUrl=url, Attribute_Name="DelaySeconds", Attribute_Value="3")
    return shown(aws.query("sqs", "GetQueueAttributes", QueueUrl=url, AttributeName_1="DelaySeconds"), "Name", "Value")


def case_purge(aws):
    url = made(aws)
    aws.query("sqs", "SendMessage", QueueUrl=url, MessageBody="x")
    return [aws.query("sqs", "PurgeQueue", QueueUrl=url)[0], shown(aws.query("sqs", "GetQueueAttributes", QueueUrl=url, AttributeName_1="ApproximateNumberOfMessages"), "Value")]


def case_delete_queue(aws):
    url = made(aws)
    return [aws.query("sqs", "DeleteQueue", QueueUrl=url)[0], failed(aws.query("sqs", "DeleteQueue", QueueUrl=url))]
