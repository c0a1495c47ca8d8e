namespace CloudIde.Core.Terminals;

/// <summary>What a message on a terminal's channels is. The value is the message's first byte.</summary>
public enum TerminalMessageKind : byte
{
    /// <summary>Output bytes; the offset is that of the first.</summary>
    Output = (byte)'o',

    /// <summary>Input bytes; the offset is that of the first in the order in which Redis accepted them.</summary>
    Input = (byte)'i',

    /// <summary>A viewer has shown everything before the offset; the data is the viewer's id.</summary>
    Acknowledgement = (byte)'a',

    /// <summary>The terminal's record or its viewers have changed: look at them in Redis.</summary>
    Changed = (byte)'c',
}
