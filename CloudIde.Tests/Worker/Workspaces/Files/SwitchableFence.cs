using CloudIde.Worker.Workspaces;

namespace CloudIde.Tests.Worker.Workspaces.Files;

/// <summary>A fence that a test opens and closes.</summary>
internal sealed class SwitchableFence : IFence
{
    private TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SwitchableFence() => _held.SetResult();

    /// <summary>Called each time it is asked, before it answers.</summary>
    public Action? Asked { get; set; }

    public bool IsHeld
    {
        get
        {
            Asked?.Invoke();
            return _held.Task.IsCompleted;
        }
    }

    public void Lapse() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Take() => _held.TrySetResult();

    public ValueTask EnsureHeldAsync(CancellationToken cancellationToken) => new(_held.Task.WaitAsync(cancellationToken));
}
