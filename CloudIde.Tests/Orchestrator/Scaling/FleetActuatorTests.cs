using CloudIde.Core.Activations;
using CloudIde.Core.Workers;
using CloudIde.Orchestrator.Scaling;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Scaling;

public sealed class FleetActuatorTests
{
    [Fact]
    public async Task ALaunch_ThatIsNeverAnswered_IsGivenUpBeforeItsNoteIsForgottenAndRepeatedOnce()
    {
        using var rounds = new Rounds();
        await rounds.RunAsync();
        rounds.Cloud.Depth = new QueueDepth(1, 0, 0);
        rounds.Cloud.LaunchHangs = true;

        var hanging = rounds.RunAsync();
        rounds.Time.Advance(FleetHistory.ListingBound / 2);
        var record = await hanging.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.True(record.Applied.LaunchFailed);
        rounds.Cloud.LaunchHangs = false;
        await rounds.RunForAsync(30);
        Assert.Single(rounds.Cloud.TaskIds);
    }

    [Fact]
    public async Task AWorker_ThatRegistersWhileAnotherTaskIsBeingStopped_IsSpared()
    {
        using var rounds = new Rounds(min: 2, max: 2);
        await rounds.RunAsync();
        Assert.Equal(2, rounds.Cloud.TaskIds.Count);
        var late = "";
        rounds.Cloud.OnStop = first =>
        {
            // ECS lets the call wait, and meanwhile the other's worker comes up and takes work.
            late = rounds.Cloud.TaskIds.Single(id => id != first);
            rounds.Cloud.Workers[late] = new WorkerRegistration(late, late, 5, 1, false, rounds.Time.GetUtcNow());
            rounds.Time.Advance(TimeSpan.FromSeconds(5));
            rounds.Cloud.OnStop = null;
        };

        await rounds.RunForAsync(320);

        Assert.NotEmpty(late);
        Assert.Single(rounds.Cloud.Stopped);
        Assert.Contains(late, rounds.Cloud.TaskIds);
    }
}
