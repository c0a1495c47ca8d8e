using System.Buffers;
using System.Text.Json;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Sqs;

/// <summary>SQS in the query protocol, for clients older than 2023: a form in, XML out, the JSON service in between.</summary>
/// <param name="service">The JSON service.</param>
internal sealed class SqsQueryService(SqsService service) : IAwsQueryService
{
    /// <inheritdoc/>
    public string Name => service.Name;

    /// <inheritdoc/>
    public string Version => "2012-11-05";

    /// <inheritdoc/>
    public string XmlNamespace => "http://queue.amazonaws.com/doc/2012-11-05/";

    /// <inheritdoc/>
    public async ValueTask InvokeAsync(
        string action,
        IReadOnlyDictionary<string, string> parameters,
        string endpoint,
        string requestId,
        IBufferWriter<byte> output,
        CancellationToken cancellationToken)
    {
        using var input = new PooledBufferWriter();
        using var answer = new PooledBufferWriter();
        QueryToJson.Write(input, parameters);
        try
        {
            await service.InvokeAtAsync(action, input.WrittenMemory, endpoint, answer, cancellationToken);
        }
        catch (AwsServiceException error) when (error.Code == "UnknownOperationException")
        {
            throw new AwsServiceException(400, "InvalidAction", $"The action {action} is not valid for this endpoint.");
        }

        WriteAnswer(output, action, answer.WrittenMemory, requestId);
    }

    private void WriteAnswer(IBufferWriter<byte> output, string action, ReadOnlyMemory<byte> answer, string requestId)
    {
        using var xml = new XmlOutput(output);
        xml.Start(action + "Response", XmlNamespace);
        if (!answer.IsEmpty)
        {
            using var document = JsonDocument.Parse(answer);
            xml.Start(action + "Result");
            JsonToXml.Write(xml, action, document.RootElement);
            xml.End();
        }

        xml.Start("ResponseMetadata");
        xml.Element("RequestId", requestId);
    }
}
