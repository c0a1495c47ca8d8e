using System.Diagnostics;

namespace CloudIde.Core.Telemetry;

/// <summary>Activity sources by process, and how a trace crosses a message.</summary>
public static class CloudIdeTelemetry
{
    /// <summary>The name of the message attribute and field that carries the W3C trace context.</summary>
    public const string TraceParent = "traceparent";

    /// <summary>The W3C trace state that goes with <see cref="TraceParent"/>.</summary>
    public const string TraceState = "tracestate";

    /// <summary>Spans of what several processes do, such as sending and receiving activations.</summary>
    public static ActivitySource Core { get; } = new("CloudIde.Core");

    /// <summary>Reads the trace context that a message carried.</summary>
    /// <param name="traceParent">The <c>traceparent</c> value, or null.</param>
    /// <param name="traceState">The <c>tracestate</c> value, or null.</param>
    /// <returns>The context, or an empty one, which starts a new trace.</returns>
    public static ActivityContext ParseContext(string? traceParent, string? traceState) =>
        ActivityContext.TryParse(traceParent, traceState, isRemote: true, out var context) ? context : default;
}
