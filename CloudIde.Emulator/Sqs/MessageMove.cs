using System.Text;
using System.Text.Json;

namespace CloudIde.Emulator.Sqs;

/// <summary>A task that moves messages out of a dead-letter queue. It lives in memory; what it moved is durable.</summary>
/// <param name="sourceArn">The dead-letter queue.</param>
/// <param name="destinationArn">Where messages go; null: each to the queue that gave it up.</param>
/// <param name="perSecond">The most messages a second; null: as fast as it goes.</param>
/// <param name="startedAt">Unix milliseconds.</param>
/// <param name="toMove">How many messages there were at the start.</param>
internal sealed class MessageMove(string sourceArn, string? destinationArn, int? perSecond, long startedAt, int toMove) : IDisposable
{
    private readonly CancellationTokenSource _cancel = new();
    private int _moved;

    /// <summary>What clients cancel it by.</summary>
    public string Handle { get; } = Convert.ToBase64String(
        Encoding.UTF8.GetBytes($"{{\"taskId\":\"{Guid.NewGuid()}\",\"sourceArn\":\"{sourceArn}\"}}"));

    /// <summary>The dead-letter queue.</summary>
    public string SourceArn => sourceArn;

    /// <summary>Where messages go; null: each to the queue that gave it up.</summary>
    public string? DestinationArn => destinationArn;

    /// <summary>The most messages a second.</summary>
    public int? PerSecond => perSecond;

    /// <summary>How many messages it has moved.</summary>
    public int Moved => _moved;

    /// <summary><c>RUNNING</c>, <c>COMPLETED</c>, <c>CANCELLING</c>, <c>CANCELLED</c> or <c>FAILED</c>.</summary>
    public string Status { get; private set; } = "RUNNING";

    /// <summary>Why it failed.</summary>
    public string? FailureReason { get; private set; }

    /// <summary>Whether it still moves messages.</summary>
    public bool IsActive => Status is "RUNNING" or "CANCELLING";

    /// <summary>Cancelled when it shall end.</summary>
    public CancellationToken Cancelled => _cancel.Token;

    /// <summary>Counts a message.</summary>
    public void CountMoved() => Interlocked.Increment(ref _moved);

    /// <summary>Ends it.</summary>
    /// <param name="status">How it ended.</param>
    /// <param name="failureReason">Why it failed.</param>
    public void End(string status, string? failureReason = null)
    {
        FailureReason = failureReason;
        Status = status;
    }

    /// <summary>Asks it to end.</summary>
    /// <returns>Whether it was running.</returns>
    public bool TryCancel()
    {
        if (Status != "RUNNING")
        {
            return false;
        }

        Status = "CANCELLING";
        _cancel.Cancel();
        return true;
    }

    /// <summary>Writes it as ListMessageMoveTasks shows it.</summary>
    /// <param name="json">Receives the object.</param>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (Status == "RUNNING")
        {
            json.WriteString("TaskHandle", Handle);
        }

        json.WriteString(nameof(Status), Status);
        json.WriteString(nameof(SourceArn), SourceArn);
        if (DestinationArn is not null)
        {
            json.WriteString(nameof(DestinationArn), DestinationArn);
        }

        if (PerSecond is not null)
        {
            json.WriteNumber("MaxNumberOfMessagesPerSecond", PerSecond.Value);
        }

        json.WriteNumber("ApproximateNumberOfMessagesMoved", Moved);
        json.WriteNumber("ApproximateNumberOfMessagesToMove", toMove);
        if (FailureReason is not null)
        {
            json.WriteString(nameof(FailureReason), FailureReason);
        }

        json.WriteNumber("StartedTimestamp", startedAt);
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public void Dispose() => _cancel.Dispose();
}
