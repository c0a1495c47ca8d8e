using System.Buffers;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Sts;

/// <summary>STS: tells every caller that it is the one account's root.</summary>
/// <param name="options">The account.</param>
internal sealed class StsService(EmulatorOptions options) : IAwsQueryService
{
    /// <inheritdoc/>
    public string Name => "sts";

    /// <inheritdoc/>
    public string Version => "2011-06-15";

    /// <inheritdoc/>
    public string XmlNamespace => "https://sts.amazonaws.com/doc/2011-06-15/";

    /// <inheritdoc/>
    public ValueTask InvokeAsync(
        string action,
        IReadOnlyDictionary<string, string> parameters,
        string endpoint,
        string requestId,
        IBufferWriter<byte> output,
        CancellationToken cancellationToken)
    {
        if (action != "GetCallerIdentity")
        {
            throw new AwsServiceException(400, "InvalidAction", $"Could not find operation {action} for version {Version}");
        }

        using var xml = new XmlOutput(output);
        xml.Start("GetCallerIdentityResponse", XmlNamespace);
        xml.Start("GetCallerIdentityResult");
        xml.Element("Arn", $"arn:aws:iam::{options.AccountId}:root");
        xml.Element("UserId", options.AccountId);
        xml.Element("Account", options.AccountId);
        xml.End();
        xml.Start("ResponseMetadata");
        xml.Element("RequestId", requestId);
        return ValueTask.CompletedTask;
    }
}
