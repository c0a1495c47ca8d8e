namespace CloudIde.Server.Terminals;

/// <summary>What became of a terminal that was to be closed.</summary>
internal enum TerminalClosing
{
    /// <summary>There is no such terminal.</summary>
    NotFound,

    /// <summary>It is gone, and what its shell wrote is saved.</summary>
    Closed,

    /// <summary>The worker has not finished in time; it goes on.</summary>
    Continues,
}
