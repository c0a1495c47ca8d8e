namespace CloudIde.Bench.Scaling.Live;

/// <summary>One worker's hold of a workspace, as it was seen.</summary>
/// <param name="Project">The workspace's project.</param>
/// <param name="Worker">The worker, and its task.</param>
/// <param name="Epoch">The lease's epoch: another one is another hold.</param>
internal sealed record LeaseSpan(string Project, string Worker, long Epoch)
{
    /// <summary>When it was first seen.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>When it was last seen.</summary>
    public required DateTimeOffset Until { get; set; }
}
