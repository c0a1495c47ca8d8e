using CloudIde.Server.Workspaces;
using Xunit;

namespace CloudIde.Tests.Server.Workspaces;

public sealed class SharedByKeyTests
{
    [Fact]
    public async Task Join_ByManyAtOnce_NeverHasTwoOfOneKeyAndDisposesOfTheLast()
    {
        var alive = 0;
        var made = 0;
        var shared = new SharedByKey<string, Resource>(async _ =>
        {
            await Task.Yield();
            Interlocked.Increment(ref made);
            Assert.Equal(1, Interlocked.Increment(ref alive));
            return new Resource(() => Interlocked.Decrement(ref alive));
        });

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            for (var round = 0; round < 200; round++)
            {
                await using var share = await shared.JoinAsync("key");
                Assert.False(share.Resource.Disposed);
                await Task.Yield();
                Assert.False(share.Resource.Disposed);
            }
        }));

        Assert.InRange(made, 1, 1600);
        Assert.Equal(0, alive);
        Assert.Equal(0, shared.Count);
    }

    [Fact]
    public async Task Join_WhenMakingFails_FailsAndMayBeTriedAgain()
    {
        var broken = true;
        var shared = new SharedByKey<string, Resource>(_ =>
            broken ? throw new InvalidOperationException("broken") : Task.FromResult(new Resource(() => { })));
        await Assert.ThrowsAsync<InvalidOperationException>(() => shared.JoinAsync("key"));
        Assert.Equal(0, shared.Count);

        broken = false;
        var share = await shared.JoinAsync("key");
        await share.DisposeAsync();
        await share.DisposeAsync();
        Assert.True(share.Resource.Disposed);
    }

    private sealed class Resource(Action onDispose) : IAsyncDisposable
    {
        public bool Disposed { get; private set; }

        public async ValueTask DisposeAsync()
        {
            await Task.Yield();
            Disposed = true;
            onDispose();
        }
    }
}
