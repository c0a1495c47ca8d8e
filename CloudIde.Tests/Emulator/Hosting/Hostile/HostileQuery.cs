namespace CloudIde.Tests.Emulator.Hosting.Hostile;

/// <summary>Requests of the query protocol: SQS and STS.</summary>
internal static class HostileQuery
{
    private const string Queue = "QueueUrl=http%3A%2F%2Flocalhost%2F000000000000%2Freal";
    private const string Version = "Version=2012-11-05";

    private static readonly string[] Actions =
    [
        "", "x", "..", "%00", "%zz", "%ff", "SendMessage%20", "sendMessage", "AssumeRole", "AddPermission", "GetCallerIdentity%0a", "💥", new('A', 10_000),
    ];

    private static readonly string[] Parameters =
    [
        $"Action=SendMessage&{Queue}", "Action=SendMessage&QueueUrl=..&MessageBody=x", "Action=SendMessage&QueueUrl=&MessageBody=x",
        $"Action=SendMessage&{Queue}&MessageBody=x&DelaySeconds=", $"Action=SendMessage&{Queue}&MessageBody=x&DelaySeconds=x",
        $"Action=SendMessage&{Queue}&MessageBody=x&DelaySeconds=1e99", $"Action=SendMessage&{Queue}&MessageBody=x&DelaySeconds=-99999999999999999999",
        $"Action=SendMessage&{Queue}&MessageBody=x&MessageAttribute.1.Name=a", $"Action=SendMessage&{Queue}&MessageBody=x&MessageAttribute.1.Value.StringValue=a",
        $"Action=SendMessage&{Queue}&MessageBody=x&MessageAttribute.1.Name=a&MessageAttribute.1.Value.DataType=Binary&MessageAttribute.1.Value.BinaryValue=%25",
        $"Action=SendMessage&{Queue}&MessageBody=%00", $"Action=SendMessage&{Queue}&MessageBody=%ef%bf%bf",
        $"Action=SendMessageBatch&{Queue}", $"Action=SendMessageBatch&{Queue}&SendMessageBatchRequestEntry.x.Id=a", $"Action=SendMessageBatch&{Queue}&SendMessageBatchRequestEntry.1.Id=",
        $"Action=DeleteMessage&{Queue}", $"Action=DeleteMessage&{Queue}&ReceiptHandle=%00", $"Action=DeleteMessageBatch&{Queue}",
        $"Action=ReceiveMessage&{Queue}&MaxNumberOfMessages=11", $"Action=ReceiveMessage&{Queue}&MaxNumberOfMessages=x", $"Action=ReceiveMessage&{Queue}&VisibilityTimeout=99999",
        $"Action=ReceiveMessage&{Queue}&WaitTimeSeconds=-1", $"Action=ChangeMessageVisibility&{Queue}&ReceiptHandle=x&VisibilityTimeout=x",
        $"Action=SetQueueAttributes&{Queue}&Attribute.1.Name=x&Attribute.1.Value=y", $"Action=SetQueueAttributes&{Queue}&Attribute.1.Name=VisibilityTimeout",
        "Action=CreateQueue", "Action=CreateQueue&QueueName=", "Action=CreateQueue&QueueName=a%2fb", "Action=CreateQueue&QueueName=x&Attribute.1.Name=DelaySeconds&Attribute.1.Value=901",
        "Action=GetQueueUrl&QueueName=none", "Action=GetQueueUrl", "Action=ListQueues&MaxResults=x", "Action=ListQueues&MaxResults=0", "Action=DeleteQueue",
    ];

    /// <summary>A request of a random kind.</summary>
    public static HostileRequest Next(Random random)
    {
        var form = random.Next(5) switch
        {
            0 => $"Action={random.Pick(Actions)}&{random.Pick([Version, "Version=2011-06-15", "Version=..", ""])}",
            1 => $"{random.Pick(["Action", "", "=", "&&&", "Action=SendMessage=x", "%", Version, "action=SendMessage"])}&{Version}",
            2 => $"Action=SendMessage&{Version}&QueueUrl={random.Pick(HostileText.Encodings)}&MessageBody={random.Pick(HostileText.Encodings)}",
            3 => $"Action=SendMessageBatch&{Version}&{Queue}&" + string.Join('&', Enumerable.Range(1, random.Pick([11, 1000, 20_000])).Select(i => $"SendMessageBatchRequestEntry.{i}.Id={i}")),
            _ => $"{random.Pick(Parameters)}&{Version}",
        };
        if (random.Next(3) == 0 && form.Length < 8000 && form.StartsWith("Action=", StringComparison.Ordinal))
        {
            return HostileRequest.Whole("query in the address", "GET", $"/?{form.Replace("💥", "%F0%9F", StringComparison.Ordinal)}", "", []);
        }

        var body = form.Utf8();
        const string Headers = "Content-Type: application/x-www-form-urlencoded\r\n";
        return random.Next(8) == 0
            ? HostileRequest.WithLength("form ends early", "POST", "/", Headers, body, body.Length + 10) with { Ends = true }
            : HostileRequest.Whole("form", "POST", "/", Headers, body);
    }
}
