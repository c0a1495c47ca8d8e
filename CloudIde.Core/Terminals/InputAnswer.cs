namespace CloudIde.Core.Terminals;

/// <summary>What became of input that a viewer sent.</summary>
/// <param name="Outcome">What became of it.</param>
/// <param name="Accepted">How many bytes of this viewer's input Redis holds or has passed on, from the first it ever sent.</param>
public readonly record struct InputAnswer(InputOutcome Outcome, long Accepted);
