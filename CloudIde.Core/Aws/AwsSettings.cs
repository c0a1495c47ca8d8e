using System.Text.RegularExpressions;
using CloudIde.Core.Settings;

namespace CloudIde.Core.Aws;

/// <summary>Which AWS a process talks to, and the names of what it uses there.</summary>
/// <remarks>
/// One switch decides between AWS and an emulator: <c>AWS_ENDPOINT_URL</c>, the setting that the AWS CLI and SDKs know too.
/// <c>USE_LOCALSTACK=true</c> is short for <see cref="LocalStackEndpoint"/>.
/// </remarks>
public sealed partial record AwsSettings
{
    /// <summary>The bucket of the projects' files, unless <c>AWS_S3_BUCKET_NAME</c> is set.</summary>
    public const string DefaultBucketName = "cloudide-projects";

    /// <summary>The region, unless <c>AWS_REGION</c> is set.</summary>
    public const string DefaultRegion = "us-east-1";

    /// <summary>Where LocalStack and the project's own emulator listen by default.</summary>
    public const string LocalStackEndpoint = "http://localhost:4566";

    /// <summary><c>AWS_REGION</c>, such as <c>eu-central-1</c>.</summary>
    public required string Region { get; init; }

    /// <summary><c>AWS_ENDPOINT_URL</c>: the emulator that takes every call, or null for AWS itself.</summary>
    public Uri? EndpointUrl { get; init; }

    /// <summary><c>AWS_ENDPOINT_URL_S3</c>: the emulator that takes S3's calls, when it is another one; otherwise <see cref="EndpointUrl"/>.</summary>
    public Uri? S3EndpointUrl { get; init; }

    /// <summary><c>AWS_ENDPOINT_URL_SQS</c>: the emulator that takes SQS' calls, when it is another one; otherwise <see cref="EndpointUrl"/>.</summary>
    public Uri? SqsEndpointUrl { get; init; }

    /// <summary><c>AWS_SQS_QUEUE_URL</c>: the queue of the activations, or null when it is not set.</summary>
    public Uri? QueueUrl { get; init; }

    /// <summary><c>AWS_S3_BUCKET_NAME</c>: the bucket of the projects' files.</summary>
    public required string BucketName { get; init; }

    /// <summary>
    /// The access key that signs requests, or null when the SDK looks for credentials by itself: environment, profile,
    /// task role, instance role.
    /// </summary>
    public AwsAccessKey? AccessKey { get; init; }

    /// <summary>
    /// How long one attempt of a request may take, or null for the SDK's own 100 s. Not a setting, but what the process can
    /// wait for: longer than any answer and any long poll of its own.
    /// </summary>
    public TimeSpan? RequestTimeout { get; init; }

    /// <summary>Reads and validates the settings.</summary>
    /// <param name="reader">Where the values come from and problems go.</param>
    /// <returns>The settings.</returns>
    public static AwsSettings Read(SettingsReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var useLocalStack = reader.Flag("USE_LOCALSTACK", false);
        var endpoint = reader.HttpUrl("AWS_ENDPOINT_URL") ?? (useLocalStack ? new Uri(LocalStackEndpoint) : null);
        return new AwsSettings
        {
            Region = ReadRegion(reader),
            EndpointUrl = endpoint,
            S3EndpointUrl = reader.HttpUrl("AWS_ENDPOINT_URL_S3") ?? endpoint,
            SqsEndpointUrl = reader.HttpUrl("AWS_ENDPOINT_URL_SQS") ?? endpoint,
            QueueUrl = reader.HttpUrl("AWS_SQS_QUEUE_URL"),
            BucketName = ReadBucketName(reader),
            AccessKey = AwsAccessKey.Read(reader, endpoint),
        };
    }

    private static string ReadRegion(SettingsReader reader)
    {
        var region = reader.Text("AWS_REGION", DefaultRegion);

        // A misspelt region would only show as a host name that does not resolve. Only the form is checked, because
        // AWS opens regions that this build's SDK has not heard of.
        if (!RegionName().IsMatch(region))
        {
            reader.Reject("AWS_REGION", region, $"an AWS region such as {DefaultRegion}");
        }

        return region;
    }

    private static string ReadBucketName(SettingsReader reader)
    {
        var name = reader.Text("AWS_S3_BUCKET_NAME", DefaultBucketName);
        var valid = name.Length is >= 3 and <= 63
            && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.')
            && char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1])
            && !name.Contains("..", StringComparison.Ordinal);
        if (!valid)
        {
            reader.Reject("AWS_S3_BUCKET_NAME", name,
                $"3 to 63 lower-case letters, digits, hyphens and dots, such as {DefaultBucketName}");
        }

        return name;
    }

    [GeneratedRegex("^[a-z]{2,}(-[a-z]+)+-[0-9]+$")]
    private static partial Regex RegionName();
}
