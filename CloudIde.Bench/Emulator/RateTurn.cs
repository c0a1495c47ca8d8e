namespace CloudIde.Bench.Emulator;

/// <summary>One operation's turn on each server.</summary>
/// <param name="Operation">Which.</param>
/// <param name="Ours">The emulator.</param>
/// <param name="Theirs">fauxqs.</param>
/// <param name="Ceiling">The server of <see cref="FixedAnswers"/>.</param>
internal sealed record RateTurn(string Operation, RateSample Ours, RateSample Theirs, RateSample Ceiling);
