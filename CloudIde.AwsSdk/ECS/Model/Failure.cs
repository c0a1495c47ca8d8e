namespace Amazon.ECS.Model;

/// <summary>Why a part of a request failed.</summary>
public partial class Failure
{
    public string Arn { get; set; }

    public string Detail { get; set; }

    public string Reason { get; set; }
}
