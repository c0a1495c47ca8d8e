using CloudIde.Core.Settings;
using CloudIde.Worker;
using CloudIde.Worker.Lifetime;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace CloudIde.Tests.Worker.Lifetime;

public sealed class WorkerStateTests
{
    [Fact]
    public async Task WaitForFreeSlot_WhenFull_EndsWhenASlotIsFreed()
    {
        using var state = Create(slots: 2);
        Assert.Equal(2, await state.WaitForFreeSlotAsync(TestContext.Current.CancellationToken));
        state.TakeSlot();
        state.TakeSlot();
        var wait = state.WaitForFreeSlotAsync(TestContext.Current.CancellationToken);
        Assert.False(wait.IsCompleted);
        state.FreeSlot();
        Assert.Equal(1, await wait);
    }

    [Fact]
    public void Drain_OfAnEmptyWorker_IsDrainedAtOnce()
    {
        using var state = Create(slots: 1);
        Assert.False(state.Drained.IsCompleted);
        state.Drain();
        Assert.True(state.Drained.IsCompleted);
        Assert.True(state.Draining.IsCancellationRequested);
    }

    [Fact]
    public void Drain_OfAWorkerWithAWorkspace_IsDrainedWhenItIsGivenUp()
    {
        using var state = Create(slots: 2);
        state.TakeSlot();
        state.Drain();
        Assert.False(state.Drained.IsCompleted);
        state.FreeSlot();
        Assert.True(state.Drained.IsCompleted);
    }

    [Fact]
    public void FreeSlot_OfAWorkerThatDoesNotDrain_LeavesItRunning()
    {
        using var state = Create(slots: 1);
        state.TakeSlot();
        state.FreeSlot();
        Assert.False(state.Drained.IsCompleted);
    }

    private static WorkerState Create(int slots) => new(SettingsReader.Read(
        new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["ECS_MESSAGES_PER_TASK"] = slots.ToString(System.Globalization.CultureInfo.InvariantCulture),
            })
            .Build(),
        WorkerSettings.Read));
}
