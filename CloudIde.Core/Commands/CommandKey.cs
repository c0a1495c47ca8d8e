namespace CloudIde.Core.Commands;

/// <summary>One command of one project.</summary>
/// <param name="ProjectId">The project.</param>
/// <param name="CommandId">The command, unique within the project.</param>
public readonly record struct CommandKey(string ProjectId, string CommandId)
{
    /// <inheritdoc/>
    public override string ToString() => $"{ProjectId}/{CommandId}";
}
