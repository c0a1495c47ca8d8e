using CloudIde.Orchestrator.Fleet;
using Xunit;

namespace CloudIde.Tests.Orchestrator.Fleet;

public sealed class TaskRevisionTests
{
    private const string Arn = "arn:aws:ecs:us-east-1:123456789012:task-definition/cloudide-worker:2";

    [Theory]
    [InlineData(Arn, "cloudide-worker:2", false)]
    [InlineData(Arn, "cloudide-worker:3", true)]
    [InlineData(Arn, "cloudide-worker:1", true)]
    [InlineData(Arn, "arn:aws:ecs:us-east-1:123456789012:task-definition/cloudide-worker:2", false)]
    [InlineData(Arn, "arn:aws:ecs:us-east-1:123456789012:task-definition/cloudide-worker:3", true)]
    [InlineData(Arn, "cloudide-worker", false)]
    [InlineData(Arn, "another-family", true)]
    [InlineData(null, "cloudide-worker:3", false)]
    public void ATask_IsOutdated_WhenTheSettingNamesAnotherRevision(string? running, string setting, bool expected) =>
        Assert.Equal(expected, TaskRevision.IsOutdated(running, setting));
}
