using CloudIde.Worker.Terminals;
using Xunit;

namespace CloudIde.Tests.Worker.Terminals;

public sealed class FlowWindowTests
{
    private readonly FlowWindow _window = new();

    [Fact]
    public void Wait_WithoutViewers_NeverWaits() => Assert.True(IsFree(10 * FlowWindow.Size));

    [Fact]
    public void Wait_WithAViewer_EndsAtTheWindow()
    {
        _window.SetViewers(["a"]);
        Assert.True(IsFree(FlowWindow.Size));
        Assert.False(IsFree(FlowWindow.Size + 1));
    }

    [Fact]
    public async Task Acknowledge_OfTheFastestViewer_MakesRoom()
    {
        _window.SetViewers(["fast", "slow"]);
        var wait = _window.WaitAsync(FlowWindow.Size + 100, TestContext.Current.CancellationToken);
        Assert.False(wait.IsCompleted);
        _window.Acknowledge("fast", 100);
        await wait;
    }

    [Fact]
    public void Acknowledge_FarBeyondTheOutput_IsIgnored()
    {
        _window.SetViewers(["a"]);
        Assert.True(IsFree(0));
        _window.Acknowledge("a", long.MaxValue);
        Assert.False(IsFree(FlowWindow.Size + 1));
    }

    [Fact]
    public async Task SetViewers_WhenTheLastOneLeaves_FreesWhatWaits()
    {
        _window.SetViewers(["a"]);
        var wait = _window.WaitAsync(FlowWindow.Size + 1, TestContext.Current.CancellationToken);
        Assert.False(wait.IsCompleted);
        _window.SetViewers([]);
        await wait;
    }

    [Fact]
    public void SetViewers_WhenTheFirstOneComes_StartsTheWindowAtTheHead()
    {
        Assert.True(IsFree(5 * FlowWindow.Size));
        _window.SetViewers(["a"]);
        Assert.True(IsFree(6 * FlowWindow.Size));
        Assert.False(IsFree((6 * FlowWindow.Size) + 1));
    }

    [Fact]
    public async Task Wait_ThatIsCancelled_Ends()
    {
        _window.SetViewers(["a"]);
        using var cancellation = new CancellationTokenSource();
        var wait = _window.WaitAsync(FlowWindow.Size + 1, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await wait);
    }

    private bool IsFree(long head) =>
        _window.WaitAsync(head, TestContext.Current.CancellationToken).AsTask() is { IsCompletedSuccessfully: true };
}
