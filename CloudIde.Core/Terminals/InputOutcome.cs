namespace CloudIde.Core.Terminals;

/// <summary>What became of input that a viewer sent.</summary>
public enum InputOutcome
{
    /// <summary>It is stored, now or by an earlier try.</summary>
    Accepted,

    /// <summary>Bytes before it are missing; the viewer must send from the accepted offset.</summary>
    Gap,

    /// <summary>The program does not read, and as much input as is kept waits for it. Try again later.</summary>
    Full,

    /// <summary>The terminal is gone.</summary>
    Gone,
}
