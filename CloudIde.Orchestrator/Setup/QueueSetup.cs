using System.Globalization;
using System.Text.Json.Nodes;
using Amazon.SQS;
using Amazon.SQS.Model;
using CloudIde.Core.Activations;
using CloudIde.Core.Aws;

namespace CloudIde.Orchestrator.Setup;

/// <summary>Creates the queue of the activations and its dead-letter queue, or brings their attributes to what they should be.</summary>
internal sealed class QueueSetup(IAmazonSQS sqs, AwsSettings aws, List<SetupStep> steps)
{
    /// <summary>
    /// A worker extends an activation for as long as its workspace is active, so this is only the time after which the
    /// workspace of a dead worker is given to another.
    /// </summary>
    private static readonly TimeSpan VisibilityTimeout = TimeSpan.FromSeconds(60);

    /// <summary>
    /// SQS deletes a message at this age even while it is in flight, so it bounds how long a workspace may stay active:
    /// the longest that SQS allows.
    /// </summary>
    private static readonly TimeSpan Retention = TimeSpan.FromDays(14);

    /// <summary>Enough for a few dying workers, few enough that a message that kills workers does not go on for long.</summary>
    private const int MaxReceiveCount = 5;

    private static readonly TimeSpan LongPoll = TimeSpan.FromSeconds(20);

    /// <summary>Ensures both queues.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The queues, and the account that their ARNs name.</returns>
    public async Task<QueueSetupResult> RunAsync(CancellationToken cancellationToken)
    {
        var retention = Seconds(Retention);
        var dead = await EnsureAsync(
            InfrastructureSetup.DefaultDeadLetterQueueName,
            new() { [QueueAttributeName.MessageRetentionPeriod] = retention },
            cancellationToken);

        var redrive = new JsonObject { ["deadLetterTargetArn"] = dead.Arn, ["maxReceiveCount"] = MaxReceiveCount };
        var queue = await EnsureAsync(
            aws.QueueUrl?.Segments[^1] ?? ActivationQueue.DefaultQueueName,
            new()
            {
                [QueueAttributeName.VisibilityTimeout] = Seconds(VisibilityTimeout),
                [QueueAttributeName.MessageRetentionPeriod] = retention,
                [QueueAttributeName.ReceiveMessageWaitTimeSeconds] = Seconds(LongPoll),
                [QueueAttributeName.RedrivePolicy] = redrive.ToJsonString(),
            },
            cancellationToken);

        // arn:aws:sqs:REGION:ACCOUNT:name. This saves a call to STS, which needs a permission of its own.
        var parts = queue.Arn.Split(':');
        return new QueueSetupResult(new Uri(queue.Url), new Uri(dead.Url), Region: parts[3], AccountId: parts[4]);
    }

    private static string Seconds(TimeSpan time) => ((int)time.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    private static bool Same(string name, string wanted, string? actual) =>
        name == QueueAttributeName.RedrivePolicy.Value && actual is not null
            ? SameRedrive(JsonNode.Parse(wanted), JsonNode.Parse(actual))
            : wanted == actual;

    // SQS writes the policy's members in its own order, and the count as a string or a number.
    private static bool SameRedrive(JsonNode? wanted, JsonNode? actual) =>
        wanted?["deadLetterTargetArn"]?.ToString() == actual?["deadLetterTargetArn"]?.ToString()
        && wanted?["maxReceiveCount"]?.ToString() == actual?["maxReceiveCount"]?.ToString();

    private async Task<(string Url, string Arn)> EnsureAsync(
        string name, Dictionary<string, string> attributes, CancellationToken cancellationToken)
    {
        var outcome = SetupOutcome.Unchanged;
        string url;
        try
        {
            url = (await sqs.GetQueueUrlAsync(name, cancellationToken)).QueueUrl;
        }
        catch (QueueDoesNotExistException)
        {
            var request = new CreateQueueRequest { QueueName = name, Attributes = attributes };
            url = (await sqs.CreateQueueAsync(request, cancellationToken)).QueueUrl;
            outcome = SetupOutcome.Created;
        }

        var actual = (await sqs.GetQueueAttributesAsync(url, ["All"], cancellationToken)).Attributes ?? [];
        var changes = attributes
            .Where(attribute => !Same(attribute.Key, attribute.Value, actual.GetValueOrDefault(attribute.Key)))
            .ToDictionary();
        if (changes.Count > 0)
        {
            await sqs.SetQueueAttributesAsync(url, changes, cancellationToken);
            outcome = outcome is SetupOutcome.Created ? outcome : SetupOutcome.Updated;
        }

        steps.Add(new SetupStep("queue", url, outcome));
        return (url, actual[QueueAttributeName.QueueArn.Value]);
    }
}
