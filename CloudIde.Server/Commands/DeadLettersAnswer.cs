namespace CloudIde.Server.Commands;

/// <summary>The dead letters.</summary>
/// <param name="Count">About how many there are.</param>
/// <param name="Letters">Those that one look found.</param>
internal sealed record DeadLettersAnswer(int Count, IReadOnlyList<DeadLetterView> Letters);
