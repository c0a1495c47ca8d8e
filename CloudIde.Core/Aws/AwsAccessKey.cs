using Amazon.Runtime;
using CloudIde.Core.Settings;

namespace CloudIde.Core.Aws;

/// <summary>An access key that signs AWS requests. Its text never shows the secret.</summary>
/// <param name="Id"><c>AWS_ACCESS_KEY_ID</c>.</param>
/// <param name="Secret"><c>AWS_SECRET_ACCESS_KEY</c>.</param>
/// <param name="SessionToken"><c>AWS_SESSION_TOKEN</c>, for temporary credentials, or null.</param>
public sealed record AwsAccessKey(string Id, string Secret, string? SessionToken)
{
    /// <summary>The key for an emulator, which checks no signature but wants one.</summary>
    private static readonly AwsAccessKey Emulator = new("test", "test", null);

    /// <summary>Settings that tell the SDK where credentials are, other than by an access key.</summary>
    private static readonly string[] OtherSources =
    [
        "AWS_PROFILE",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
    ];

    /// <summary>What the AWS clients take.</summary>
    /// <returns>The credentials.</returns>
    public AWSCredentials ToCredentials() => SessionToken is null
        ? new BasicAWSCredentials(Id, Secret)
        : new SessionAWSCredentials(Id, Secret, SessionToken);

    /// <inheritdoc/>
    public override string ToString() => $"AwsAccessKey {Id}";

    /// <summary>The configured key; for an emulator without any configured credentials, a made-up one.</summary>
    /// <remarks>
    /// A default profile in the home folder does not count as configured here: it is likely to be a real account's, whose
    /// expired single sign-on must not stop a local run. Set <c>AWS_PROFILE</c> to use it all the same.
    /// </remarks>
    internal static AwsAccessKey? Read(SettingsReader reader, Uri? endpoint)
    {
        var id = reader.Text("AWS_ACCESS_KEY_ID");
        var secret = reader.Text("AWS_SECRET_ACCESS_KEY");
        if (id is not null && secret is not null)
        {
            return new AwsAccessKey(id, secret, reader.Text("AWS_SESSION_TOKEN"));
        }

        if (id is not null || secret is not null)
        {
            reader.Reject("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY belong together: expected both or neither.");
            return null;
        }

        return endpoint is not null && OtherSources.All(name => reader.Text(name) is null) ? Emulator : null;
    }
}
