using System.Buffers;
using System.Globalization;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Sqs;

/// <content>What is done with queues.</content>
internal sealed partial class SqsService
{
    private const int MaxListed = 1000;
    private const int MaxTags = 50;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-");

    private static readonly string[] ComputedAttributes =
    [
        "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed",
        "CreatedTimestamp", "LastModifiedTimestamp", "QueueArn",
    ];

    private static readonly string[] SettableAttributes =
    [
        "DelaySeconds", "MaximumMessageSize", "MessageRetentionPeriod", "Policy", "ReceiveMessageWaitTimeSeconds",
        "RedrivePolicy", "RedriveAllowPolicy", "VisibilityTimeout", "KmsMasterKeyId", "KmsDataKeyReusePeriodSeconds",
        "SqsManagedSseEnabled", "FifoQueue", "ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit",
    ];

    private void CreateQueue(SqsInput request, string endpoint, IBufferWriter<byte> output)
    {
        var name = request.RequiredText("QueueName");
        var stem = name.EndsWith(".fifo", StringComparison.Ordinal) ? name.AsSpan(0, name.Length - 5) : name;
        if (name.Length > 80 || stem.IsEmpty || stem.ContainsAnyExcept(NameCharacters))
        {
            throw SqsErrors.InvalidParameter("Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
        }

        var tags = request.TextMap("tags") ?? [];
        CheckTags(tags);
        store.Create(name, request.TextMap("Attributes") ?? [], tags);
        Write(output, QueueUrl(endpoint, name), static (json, url) => json.WriteString("QueueUrl", url));
    }

    private void GetQueueUrl(SqsInput request, string endpoint, IBufferWriter<byte> output)
    {
        var name = request.RequiredText("QueueName");
        var owner = request.Text("QueueOwnerAWSAccountId");
        if (store.Find(name) is null || (owner is not null && owner != options.AccountId))
        {
            throw SqsErrors.QueueDoesNotExist();
        }

        Write(output, QueueUrl(endpoint, name), static (json, url) => json.WriteString("QueueUrl", url));
    }

    private void ListQueues(SqsInput request, string endpoint, IBufferWriter<byte> output)
    {
        var prefix = request.Text("QueueNamePrefix") ?? "";
        WritePage(request, endpoint, output, "QueueUrls", store.Queues
            .Select(queue => queue.Description.Name)
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal)));
    }

    private void ListDeadLetterSourceQueues(SqsInput request, string endpoint, IBufferWriter<byte> output)
    {
        var arn = FindQueue(request).Description.Arn;
        WritePage(request, endpoint, output, "queueUrls", SourcesOf(arn).Select(queue => queue.Description.Name));
    }

    private IEnumerable<SqsQueue> SourcesOf(string deadLetterArn) =>
        store.Queues.Where(queue => queue.Description.Attributes.Redrive?.DeadLetterTargetArn == deadLetterArn);

    /// <summary>Writes a page of queues by name. The token is the last name of the page before.</summary>
    private void WritePage(SqsInput request, string endpoint, IBufferWriter<byte> output, string member, IEnumerable<string> names)
    {
        var max = request.Number("MaxResults", 1, MaxListed, "Must be between 1 and 1000, if provided.");
        var after = ReadToken(request.Text("NextToken"));
        string[] page = [.. names.Where(name => after is null || string.CompareOrdinal(name, after) > 0).Take((max ?? MaxListed) + 1)];
        Write(output, (page, max, endpoint, member, this), static (json, all) =>
        {
            var limit = all.max ?? MaxListed;
            var shown = all.page.AsSpan(0, Math.Min(limit, all.page.Length));
            if (shown.Length > 0)
            {
                json.WriteStartArray(all.member);
                foreach (var name in shown)
                {
                    json.WriteStringValue(all.Item5.QueueUrl(all.endpoint, name));
                }

                json.WriteEndArray();
            }

            // Without MaxResults there is no paging: AWS shows the first thousand.
            if (all.max is not null && all.page.Length > limit)
            {
                json.WriteString("NextToken", PageToken.Write(shown[^1]));
            }
        });
    }

    private static string? ReadToken(string? token) => token is null
        ? null
        : PageToken.Read(token) ?? throw SqsErrors.InvalidParameter("NextToken", token, "Invalid or expired token.");

    private void GetQueueAttributes(SqsInput request, IBufferWriter<byte> output)
    {
        var queue = FindQueue(request);
        var names = request.Texts("AttributeNames");
        foreach (var name in names)
        {
            if (name != "All" && Array.IndexOf(ComputedAttributes, name) < 0 && Array.IndexOf(SettableAttributes, name) < 0)
            {
                throw SqsErrors.InvalidAttributeName(name);
            }
        }

        if (names.Contains("All"))
        {
            names = [.. ComputedAttributes, .. queue.Description.Attributes.Values.Keys];
        }

        var values = new List<(string Name, string Value)>();
        var counts = queue.Counts;
        foreach (var name in names.Distinct(StringComparer.Ordinal))
        {
            if (AttributeValue(queue.Description, counts, name) is { } value)
            {
                values.Add((name, value));
            }
        }

        Write(output, values, static (json, all) =>
        {
            if (all.Count == 0)
            {
                return;
            }

            json.WriteStartObject("Attributes");
            foreach (var (name, value) in all)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        });
    }

    private static string? AttributeValue(QueueDescription queue, QueueCounts counts, string name) => name switch
    {
        "ApproximateNumberOfMessages" => counts.Visible.ToString(CultureInfo.InvariantCulture),
        "ApproximateNumberOfMessagesNotVisible" => counts.InFlight.ToString(CultureInfo.InvariantCulture),
        "ApproximateNumberOfMessagesDelayed" => counts.Delayed.ToString(CultureInfo.InvariantCulture),
        "CreatedTimestamp" => queue.CreatedAt.ToString(CultureInfo.InvariantCulture),
        "LastModifiedTimestamp" => queue.ModifiedAt.ToString(CultureInfo.InvariantCulture),
        "QueueArn" => queue.Arn,
        _ => queue.Attributes.Values.GetValueOrDefault(name),
    };

    private void SetQueueAttributes(SqsInput request)
    {
        var queue = FindQueue(request);
        var given = request.TextMap("Attributes") ?? throw SqsErrors.MissingParameter("Attributes");
        store.Change(queue, description => description with { Attributes = description.Attributes.With(given) });
    }

    private static void CheckTags(Dictionary<string, string> tags)
    {
        if (tags.Count > MaxTags)
        {
            throw SqsErrors.InvalidParameter("Too many tags added for queue.");
        }

        foreach (var (key, value) in tags)
        {
            if (key.Length is 0 or > 128 || value.Length > 256 || key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
            {
                throw SqsErrors.InvalidParameter("Tag keys must be between 1 and 128 characters in length and must not start with aws:, values at most 256.");
            }
        }
    }

    private void TagQueue(SqsInput request)
    {
        var queue = FindQueue(request);
        var given = request.TextMap("Tags") ?? throw SqsErrors.MissingParameter("Tags");
        if (given.Count == 0)
        {
            throw SqsErrors.MissingParameter("Tags");
        }

        store.Change(queue, description =>
        {
            var tags = new Dictionary<string, string>(description.Tags, StringComparer.Ordinal);
            foreach (var (key, value) in given)
            {
                tags[key] = value;
            }

            CheckTags(tags);
            return description with { Tags = tags };
        });
    }

    private void UntagQueue(SqsInput request)
    {
        var queue = FindQueue(request);
        var keys = request.Texts("TagKeys");
        if (keys.Length == 0)
        {
            throw SqsErrors.InvalidParameter("Tag keys must be between 1 and 128 characters in length.");
        }

        store.Change(queue, description => description with
        {
            Tags = description.Tags.Where(tag => !keys.Contains(tag.Key)).ToDictionary(StringComparer.Ordinal),
        });
    }

    private void ListQueueTags(SqsInput request, IBufferWriter<byte> output) =>
        Write(output, FindQueue(request).Description.Tags, static (json, tags) =>
        {
            json.WriteStartObject("Tags");
            foreach (var (key, value) in tags)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
        });
}
