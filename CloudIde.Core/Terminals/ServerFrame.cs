using System.Text.Json.Serialization;

namespace CloudIde.Core.Terminals;

/// <summary>A control frame to a viewer, one flat object for all types; a property that does not belong to the type is left out.</summary>
/// <param name="Type">One of the constants.</param>
public sealed record ServerFrame(string Type)
{
    /// <summary>Sent once, before the first bytes.</summary>
    public const string Ready = "ready";

    /// <summary>Bytes before the offset are no longer kept: clear the screen before the next bytes.</summary>
    public const string Reset = "reset";

    /// <summary>What the workspace is doing.</summary>
    public const string Status = "status";

    /// <summary>The shell has ended.</summary>
    public const string Exit = "exit";

    /// <summary>Something went wrong; the message is for a person.</summary>
    public const string Error = "error";

    /// <summary>Input was accepted up to the offset of this viewer's own count.</summary>
    public const string InputAck = "inputAck";

    /// <summary>The terminal has this size now.</summary>
    public const string Size = "size";

    /// <summary>Who is attached.</summary>
    public const string Viewers = "viewers";

    /// <summary>With ready and reset: the offset of the next output byte. With inputAck: of the viewer's next input byte.</summary>
    public long? Offset { get; init; }

    /// <summary>With ready: how many bytes of this viewer's input were accepted so far.</summary>
    public long? InputOffset { get; init; }

    /// <summary>
    /// With ready: questions that programs asked before this offset (where is the cursor, which terminal is this) were
    /// asked of others or long ago; a terminal that answers them when it shows them again would type into the shell.
    /// </summary>
    public long? Answered { get; init; }

    /// <summary>With ready and size: cells a row.</summary>
    public int? Cols { get; init; }

    /// <summary>With ready and size: rows.</summary>
    public int? Rows { get; init; }

    /// <summary>With ready: the viewer's role in the project.</summary>
    public string? Role { get; init; }

    /// <summary>With ready and status: the workspace's state in lower case.</summary>
    public string? State { get; init; }

    /// <summary>With exit: the exit code, 128 + n for signal n.</summary>
    public int? Code { get; init; }

    /// <summary>With status and error: a sentence for a person.</summary>
    public string? Message { get; init; }

    /// <summary>With viewers: who is attached.</summary>
    [JsonPropertyName("viewers")]
    public IReadOnlyList<ViewerName>? Attached { get; init; }

    /// <summary>A viewer as others see it.</summary>
    /// <param name="Id">The viewer.</param>
    /// <param name="Username">Who it is.</param>
    public sealed record ViewerName(string Id, string Username);
}
