using System.Buffers;
using System.Text;
using System.Text.Json;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Sqs;

/// <content>What is done with single messages.</content>
internal sealed partial class SqsService
{
    private const string VisibilityRange = "Must be between 0 and 43200, if provided.";

    private static void WriteSent(Utf8JsonWriter json, SqsMessage message, SentMessage sent)
    {
        json.WriteString("MessageId", sent.Id);
        json.WriteString("MD5OfMessageBody", message.BodyMd5);
        if (message.Attributes.Count > 0)
        {
            json.WriteString("MD5OfMessageAttributes", MessageAttribute.Md5(message.Attributes));
        }

        if (message.TraceHeader is not null)
        {
            var attribute = new MessageAttribute("AWSTraceHeader", "String", false, Encoding.UTF8.GetBytes(message.TraceHeader));
            json.WriteString("MD5OfMessageSystemAttributes", MessageAttribute.Md5([attribute]));
        }

        if (message.DeduplicationId is not null)
        {
            json.WriteString("SequenceNumber", MessageWriter.SequenceNumber(sent.Sequence));
        }
    }

    private async ValueTask SendMessageAsync(SqsInput request, IBufferWriter<byte> output)
    {
        var queue = FindQueue(request);
        var message = MessageReader.Read(request, queue.Description.Attributes, Now(), out var delaySeconds);
        var results = new SentMessage[1];
        await queue.SendAsync([(message, delaySeconds)], results);
        Write(output, (message, results[0]), static (json, sent) => WriteSent(json, sent.message, sent.Item2));
    }

    private async ValueTask SendMessageBatchAsync(SqsInput request, IBufferWriter<byte> output)
    {
        var queue = FindQueue(request);
        var entries = SqsBatch.Read(request, "SendMessageBatchRequestEntry");
        var attributes = queue.Description.Attributes;
        var messages = new List<(SqsMessage Message, int DelaySeconds)>(entries.Length);
        var ids = new List<string>(entries.Length);
        var batch = new SqsBatch();
        var now = Now();
        long length = 0;
        foreach (var (id, entry) in entries)
        {
            try
            {
                var message = MessageReader.Read(entry, attributes, now, out var delaySeconds);
                length += message.Size;
                messages.Add((message, delaySeconds));
                ids.Add(id);
            }
            catch (AwsServiceException error) when (error.QueryCode is not null)
            {
                batch.Fail(id, error);
            }
        }

        if (length > SqsLimits.MaxMessageBytes)
        {
            throw SqsErrors.BatchTooLong(length);
        }

        var results = new SentMessage[messages.Count];
        if (messages.Count > 0)
        {
            await queue.SendAsync([.. messages], results);
        }

        Write(output, (messages, ids, results, batch), static (json, all) =>
        {
            json.WriteStartArray("Successful");
            for (var i = 0; i < all.messages.Count; i++)
            {
                json.WriteStartObject();
                json.WriteString("Id", all.ids[i]);
                WriteSent(json, all.messages[i].Message, all.results[i]);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            all.batch.WriteFailed(json);
        });
    }

    private async ValueTask ReceiveMessageAsync(SqsInput request, IBufferWriter<byte> output, CancellationToken cancellationToken)
    {
        var queue = FindQueue(request);
        var attributes = queue.Description.Attributes;
        var max = request.Number("MaxNumberOfMessages", 1, SqsLimits.MaxBatch, "Must be between 1 and 10, if provided.") ?? 1;
        var wait = request.Number("WaitTimeSeconds", 0, 20, "Must be >= 0 and <= 20, if provided.") ?? attributes.WaitSeconds;
        var visibility = request.Number("VisibilityTimeout", 0, SqsLimits.MaxVisibilitySeconds, VisibilityRange)
            ?? attributes.VisibilitySeconds;
        string[] systemNames = [.. request.Texts("AttributeNames"), .. request.Texts("MessageSystemAttributeNames")];
        MessageWriter.Check(systemNames);
        var writer = new MessageWriter(options.AccountId, systemNames, request.Texts("MessageAttributeNames"));
        var attemptId = request.Text("ReceiveRequestAttemptId") is { } id && attributes.IsFifo ? id : null;
        var received = await queue.ReceiveAsync(max, visibility, TimeSpan.FromSeconds(wait), attemptId, cancellationToken);
        Write(output, (received, writer, attributes.IsFifo), static (json, all) =>
        {
            if (all.received.Count == 0)
            {
                return;
            }

            json.WriteStartArray("Messages");
            foreach (var message in all.received)
            {
                all.writer.Write(json, message, all.IsFifo);
            }

            json.WriteEndArray();
        });
    }

    private static ValueTask ChangeMessageVisibilityAsync(SqsQueue queue, SqsInput request)
    {
        var handle = request.RequiredText("ReceiptHandle");
        var seconds = request.Number("VisibilityTimeout", 0, SqsLimits.MaxVisibilitySeconds, VisibilityRange)
            ?? throw SqsErrors.MissingParameter("VisibilityTimeout");
        return queue.ChangeVisibilityAsync(handle, seconds);
    }

    private ValueTask DeleteMessageBatchAsync(SqsInput request, IBufferWriter<byte> output)
    {
        var queue = FindQueue(request);
        return SqsBatch.RunAsync(
            SqsBatch.Read(request, "DeleteMessageBatchRequestEntry"),
            entry => queue.DeleteAsync(entry.RequiredText("ReceiptHandle")),
            json => Write(output, json, static (writer, write) => write(writer)));
    }

    private ValueTask ChangeMessageVisibilityBatchAsync(SqsInput request, IBufferWriter<byte> output)
    {
        var queue = FindQueue(request);
        return SqsBatch.RunAsync(
            SqsBatch.Read(request, "ChangeMessageVisibilityBatchRequestEntry"),
            entry => ChangeMessageVisibilityAsync(queue, entry),
            json => Write(output, json, static (writer, write) => write(writer)));
    }

    private long Now() => options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();
}
