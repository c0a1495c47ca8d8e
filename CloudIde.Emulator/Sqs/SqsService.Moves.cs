using System.Buffers;

namespace CloudIde.Emulator.Sqs;

/// <content>Redrive: tasks that move messages out of a dead-letter queue.</content>
internal sealed partial class SqsService
{
    private const string NoSuchSource = "The resource that you specified for the SourceArn parameter doesn't exist.";

    private void StartMessageMoveTask(SqsInput request, IBufferWriter<byte> output)
    {
        var source = store.FindByArn(request.RequiredText("SourceArn")) ?? throw SqsErrors.ResourceNotFound(NoSuchSource);
        var destinationArn = request.Text("DestinationArn");
        var perSecond = request.Number("MaxNumberOfMessagesPerSecond", 1, 500, "Must be between 1 and 500, if provided.");
        if (!SourcesOf(source.Description.Arn).Any())
        {
            throw SqsErrors.InvalidParameter("Source queue must be configured as a Dead Letter Queue.");
        }

        if (destinationArn is not null && store.FindByArn(destinationArn) is null)
        {
            throw SqsErrors.ResourceNotFound("The resource that you specified for the DestinationArn parameter doesn't exist.");
        }

        if (destinationArn == source.Description.Arn)
        {
            throw SqsErrors.InvalidParameter("Source queue arn and destination queue arn cannot be the same.");
        }

        var move = moves.Start(source, destinationArn, perSecond);
        Write(output, move.Handle, static (json, handle) => json.WriteString("TaskHandle", handle));
    }

    private void ListMessageMoveTasks(SqsInput request, IBufferWriter<byte> output)
    {
        var source = store.FindByArn(request.RequiredText("SourceArn")) ?? throw SqsErrors.ResourceNotFound(NoSuchSource);
        var max = request.Number("MaxResults", 1, 10, "Must be between 1 and 10, if provided.") ?? 1;
        Write(output, moves.List(source.Description.Arn).Take(max), static (json, tasks) =>
        {
            json.WriteStartArray("Results");
            foreach (var task in tasks)
            {
                task.Write(json);
            }

            json.WriteEndArray();
        });
    }

    private void CancelMessageMoveTask(SqsInput request, IBufferWriter<byte> output)
    {
        var move = moves.Find(request.RequiredText("TaskHandle")) ?? throw SqsErrors.ResourceNotFound("Task does not exist.");
        if (!move.TryCancel())
        {
            throw SqsErrors.UnsupportedOperation("Only active tasks can be cancelled.");
        }

        Write(output, move.Moved, static (json, moved) => json.WriteNumber("ApproximateNumberOfMessagesMoved", moved));
    }
}
