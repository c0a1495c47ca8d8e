namespace CloudIde.Core.Operations;

/// <summary>A workspace that a worker holds.</summary>
/// <param name="ProjectId">The project.</param>
/// <param name="WorkerId">The worker.</param>
/// <param name="State">What it is doing, in lower case, such as <c>active</c>.</param>
/// <param name="Message">A sentence for people, or null.</param>
/// <param name="Terminals">How many terminals it has.</param>
/// <param name="Viewers">How many browsers are attached to them.</param>
public sealed record ActiveWorkspace(
    string ProjectId, string WorkerId, string State, string? Message, int Terminals, int Viewers);
