namespace CloudIde.Tests.Emulator.Hosting.Hostile;

/// <summary>An operation of a JSON service with a body to spoil.</summary>
/// <param name="Target">The value of <c>X-Amz-Target</c>.</param>
/// <param name="Body">A body whose every member the operation reads.</param>
/// <param name="Required">Members without which it is refused, separated by commas.</param>
/// <param name="Lookups">Members that name something that must exist, or one of a few words.</param>
/// <param name="Names">Members that name something new.</param>
internal sealed record JsonTemplate(string Target, string Body, string Required = "", string Lookups = "", string Names = "")
{
    private const string Queue = "\"QueueUrl\":\"http://localhost/000000000000/real\"";
    private const string Sqs = "AmazonSQS.";
    private const string Ecs = "AmazonEC2ContainerServiceV20141113.";
    private const string Secrets = "secretsmanager.";
    private const string Logs = "Logs_20140328.";
    private const string Group = "\"logGroupName\":\"real\"";

    /// <summary>Operations of all services.</summary>
    public static readonly JsonTemplate[] All =
    [
        new(Sqs + "SendMessage", $$"""{{{Queue}},"MessageBody":"b","DelaySeconds":1,"MessageAttributes":{"a":{"DataType":"String","StringValue":"x"} } }""", "QueueUrl,MessageBody", "QueueUrl"),
        new(Sqs + "SendMessageBatch", $$"""{{{Queue}},"Entries":[{"Id":"a","MessageBody":"b"},{"Id":"c","MessageBody":"d"}]}""", "QueueUrl,Entries", "QueueUrl"),
        new(Sqs + "DeleteMessage", $$"""{{{Queue}},"ReceiptHandle":"AAAA"}""", "QueueUrl,ReceiptHandle", "QueueUrl,ReceiptHandle"),
        new(Sqs + "DeleteMessageBatch", $$"""{{{Queue}},"Entries":[{"Id":"a","ReceiptHandle":"AAAA"}]}""", "QueueUrl,Entries", "QueueUrl"),
        new(Sqs + "ChangeMessageVisibility", $$"""{{{Queue}},"ReceiptHandle":"AAAA","VisibilityTimeout":5}""", "QueueUrl,ReceiptHandle,VisibilityTimeout", "QueueUrl,ReceiptHandle"),
        new(Sqs + "ReceiveMessage", $$"""{{{Queue}},"MaxNumberOfMessages":1,"VisibilityTimeout":5,"WaitTimeSeconds":0,"MessageAttributeNames":["All"]}""", "QueueUrl", "QueueUrl"),
        new(Sqs + "CreateQueue", """{"QueueName":"hostile","Attributes":{"DelaySeconds":"5"},"tags":{"a":"b"}}""", "QueueName", "", "QueueName"),
        new(Sqs + "SetQueueAttributes", $$"""{{{Queue}},"Attributes":{"VisibilityTimeout":"30"} }""", "QueueUrl,Attributes", "QueueUrl"),
        new(Sqs + "GetQueueAttributes", $$"""{{{Queue}},"AttributeNames":["All"]}""", "QueueUrl", "QueueUrl"),
        new(Sqs + "GetQueueUrl", """{"QueueName":"real"}""", "QueueName", "QueueName"),
        new(Sqs + "DeleteQueue", $$"""{{{Queue}}}""", "QueueUrl", "QueueUrl"),
        new(Sqs + "PurgeQueue", $$"""{{{Queue}}}""", "QueueUrl", "QueueUrl"),
        new(Sqs + "TagQueue", $$"""{{{Queue}},"Tags":{"a":"b"} }""", "QueueUrl,Tags", "QueueUrl"),
        new(Sqs + "UntagQueue", $$"""{{{Queue}},"TagKeys":["a"]}""", "QueueUrl,TagKeys", "QueueUrl"),
        new(Sqs + "ListQueues", """{"MaxResults":5,"NextToken":"x","QueueNamePrefix":"r"}""", "", "NextToken"),
        new(Sqs + "StartMessageMoveTask", """{"SourceArn":"arn:aws:sqs:us-east-1:000000000000:none","MaxNumberOfMessagesPerSecond":5}""", "SourceArn", "SourceArn"),
        new(Ecs + "CreateCluster", """{"clusterName":"hostile","settings":[{"name":"containerInsights","value":"enabled"}],"tags":[{"key":"a","value":"b"}]}""", "", "", "clusterName"),
        new(Ecs + "DescribeClusters", """{"clusters":["default"],"include":["TAGS"]}"""),
        new(Ecs + "RegisterTaskDefinition", """{"family":"hostile","networkMode":"awsvpc","requiresCompatibilities":["FARGATE"],"cpu":"256","memory":"512","containerDefinitions":[{"name":"a","image":"b","essential":true,"environment":[{"name":"x","value":"y"}],"portMappings":[{"containerPort":80}]}]}""", "family,containerDefinitions", "networkMode,cpu,memory", "family"),
        new(Ecs + "RunTask", """{"cluster":"default","taskDefinition":"none","count":1,"launchType":"FARGATE","networkConfiguration":{"awsvpcConfiguration":{"subnets":["subnet-1"]}},"overrides":{"containerOverrides":[{"name":"a","command":["x"]}]}}""", "taskDefinition", "cluster,taskDefinition,launchType"),
        new(Ecs + "StopTask", """{"cluster":"default","task":"none","reason":"x"}""", "task", "cluster,task"),
        new(Ecs + "ListTasks", """{"cluster":"default","maxResults":5,"desiredStatus":"RUNNING","nextToken":"x"}""", "", "cluster,desiredStatus,nextToken"),
        new(Ecs + "DescribeTasks", """{"cluster":"default","tasks":["x"]}""", "tasks", "cluster"),
        new(Ecs + "ListTaskDefinitions", """{"familyPrefix":"x","maxResults":5,"nextToken":"x","sort":"ASC","status":"ACTIVE"}""", "", "nextToken,sort,status"),
        new(Ecs + "TagResource", """{"resourceArn":"arn:aws:ecs:us-east-1:000000000000:cluster/none","tags":[{"key":"a","value":"b"}]}""", "resourceArn,tags", "resourceArn"),
        new(Secrets + "CreateSecret", """{"Name":"hostile","SecretString":"x","Tags":[{"Key":"a","Value":"b"}]}""", "Name", "", "Name"),
        new(Secrets + "GetSecretValue", """{"SecretId":"none","VersionStage":"AWSCURRENT"}""", "SecretId", "SecretId"),
        new(Secrets + "PutSecretValue", """{"SecretId":"none","SecretString":"x"}""", "SecretId", "SecretId"),
        new(Secrets + "UpdateSecret", """{"SecretId":"none","SecretString":"x","Description":"d"}""", "SecretId", "SecretId"),
        new(Secrets + "DescribeSecret", """{"SecretId":"none"}""", "SecretId", "SecretId"),
        new(Secrets + "ListSecrets", """{"MaxResults":5,"NextToken":"x","Filters":[{"Key":"name","Values":["x"]}]}""", "", "NextToken"),
        new(Secrets + "DeleteSecret", """{"SecretId":"none","RecoveryWindowInDays":7}""", "SecretId", "SecretId"),
        new(Logs + "CreateLogGroup", """{"logGroupName":"hostile","tags":{"a":"b"}}""", "logGroupName", "", "logGroupName"),
        new(Logs + "PutRetentionPolicy", $$"""{{{Group}},"retentionInDays":7}""", "logGroupName,retentionInDays", "logGroupName"),
        new(Logs + "CreateLogStream", $$"""{{{Group}},"logStreamName":"hostile"}""", "logGroupName,logStreamName", "logGroupName", "logStreamName"),
        new(Logs + "PutLogEvents", $$"""{{{Group}},"logStreamName":"real","logEvents":[{"timestamp":1,"message":"x"}]}""", "logGroupName,logStreamName,logEvents", "logGroupName,logStreamName"),
        new(Logs + "GetLogEvents", $$"""{{{Group}},"logStreamName":"real","limit":5,"startTime":1,"nextToken":"x","startFromHead":true}""", "logStreamName", "logGroupName,logStreamName,nextToken"),
        new(Logs + "FilterLogEvents", $$"""{{{Group}},"limit":5,"startTime":1,"nextToken":"x","filterPattern":"x"}""", "", "logGroupName,nextToken"),
        new(Logs + "DescribeLogGroups", """{"limit":5,"nextToken":"x"}""", "", "nextToken"),
    ];

    /// <summary>The names in a list.</summary>
    public static string[] Split(string names) => names.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
