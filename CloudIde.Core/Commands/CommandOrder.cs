namespace CloudIde.Core.Commands;

/// <summary>A command as it travels in the queue: all that is needed to run it, so that Redis may forget it in between.</summary>
/// <param name="CommandId">The command. Its id makes a redelivery harmless.</param>
/// <param name="Text">What the login shell runs.</param>
/// <param name="TimeoutSeconds">How long it may run, in seconds.</param>
/// <param name="KeepSeconds">How long its result is kept after its end, in seconds.</param>
/// <param name="Environment">Variables beside those that a terminal's shell has; null for none.</param>
public sealed record CommandOrder(
    string CommandId, string Text, int TimeoutSeconds, int KeepSeconds, IReadOnlyDictionary<string, string>? Environment = null)
{
    /// <inheritdoc/>
    public bool Equals(CommandOrder? other) => other is not null && other.CommandId == CommandId;

    /// <inheritdoc/>
    public override int GetHashCode() => CommandId.GetHashCode(StringComparison.Ordinal);

    /// <summary>Without the text and the variables, which may hold secrets.</summary>
    /// <returns>The id.</returns>
    public override string ToString() => $"command {CommandId}";
}
