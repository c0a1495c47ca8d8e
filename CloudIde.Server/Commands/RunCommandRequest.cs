namespace CloudIde.Server.Commands;

/// <summary>The body of a request to run a command.</summary>
/// <param name="Command">What the login shell runs.</param>
/// <param name="TimeoutSeconds">How long it may run, in seconds; the setting's when it is left out.</param>
/// <param name="Environment">Variables beside those that a terminal's shell has.</param>
internal sealed record RunCommandRequest(string? Command, int? TimeoutSeconds, Dictionary<string, string?>? Environment);
