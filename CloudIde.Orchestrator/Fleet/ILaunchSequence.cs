namespace CloudIde.Orchestrator.Fleet;

/// <summary>
/// Gives each launch its token. The number moves on only when the outcome of a launch is known, so a process that died
/// in between is followed by one that repeats the same token, which starts nothing twice.
/// </summary>
internal interface ILaunchSequence
{
    /// <summary>The token of the next launch; the same until <see cref="AdvanceAsync"/>.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The token, 64 characters at most.</returns>
    Task<string> GetTokenAsync(CancellationToken cancellationToken);

    /// <summary>Notes that the outcome of the launch is known.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when it is noted.</returns>
    Task AdvanceAsync(CancellationToken cancellationToken);
}
