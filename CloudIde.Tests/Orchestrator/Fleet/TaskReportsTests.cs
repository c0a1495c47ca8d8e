using CloudIde.Core.Workers;
using CloudIde.Orchestrator.Fleet;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Fleet;

public sealed class TaskReportsTests
{
    [Theory]
    [InlineData("PENDING", false, 0, false, "starting")]
    [InlineData("RUNNING", false, 0, false, "unregistered")]
    [InlineData("Running", false, 0, false, "unregistered")]
    [InlineData("RUNNING", true, 0, false, "idle")]
    [InlineData("RUNNING", true, 2, false, "busy")]
    [InlineData("RUNNING", true, 2, true, "draining")]
    public void ATask_IsDescribedByWhatItsWorkerSays(string status, bool registered, int used, bool draining, string expected)
    {
        WorkerRegistration[] workers = registered ? [new("t", null, 5, used, draining, DateTimeOffset.UnixEpoch)] : [];

        var report = Assert.Single(TaskReports.Of([new FleetTask("t", status)], workers));

        Assert.Equal((expected, used), (report.State, report.UsedSlots));
    }

    [Fact]
    public void ATask_ThatIsListedTwice_IsReportedOnce()
    {
        var worker = new WorkerRegistration("t", null, 5, 0, false, DateTimeOffset.UnixEpoch);

        Assert.Single(TaskReports.Of([new FleetTask("t", "PENDING"), new FleetTask("t", "RUNNING")], [worker, worker]));
    }
}
