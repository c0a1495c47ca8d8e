namespace Amazon.ECS.Model;

/// <summary>A setting of a cluster.</summary>
public partial class ClusterSetting
{
    public ClusterSettingName Name { get; set; }

    public string Value { get; set; }
}
