namespace CloudIde.Core.Terminals;

/// <summary>Names one terminal of one project.</summary>
/// <param name="ProjectId">The project.</param>
/// <param name="TerminalId">The terminal, unique in its project.</param>
public readonly record struct TerminalKey(string ProjectId, string TerminalId)
{
    /// <inheritdoc/>
    public override string ToString() => $"{ProjectId}/{TerminalId}";
}
