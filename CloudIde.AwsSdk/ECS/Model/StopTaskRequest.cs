namespace Amazon.ECS.Model;

/// <summary>Stops a task.</summary>
public partial class StopTaskRequest : AmazonECSRequest
{
    public string Cluster { get; set; }

    public string Reason { get; set; }

    public string Task { get; set; }
}
