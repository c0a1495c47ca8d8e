namespace CloudIde.Core.Workspaces;

/// <summary>The answer to the renewal of a lease.</summary>
/// <param name="State">What became of the lease.</param>
/// <param name="ReceiptHandle">
/// What extends or deletes the newest delivery of the lease's activation, when another worker has received it; otherwise null.
/// </param>
public readonly record struct LeaseRenewal(LeaseState State, string? ReceiptHandle)
{
    /// <summary>Whether the worker may go on.</summary>
    public bool IsHeld => State != LeaseState.Lost;
}
