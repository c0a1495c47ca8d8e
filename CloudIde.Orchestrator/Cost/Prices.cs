using CloudIde.Core.Settings;

namespace CloudIde.Orchestrator.Cost;

/// <summary>What a task and a cluster cost.</summary>
public sealed record Prices
{
    /// <summary>Fargate on Linux and x86 in us-east-1: $0.0247 an hour for 0.5 vCPU and 1 GB.</summary>
    public static Prices UsEast1 { get; } = new();

    /// <summary><c>PRICE_VCPU_HOUR_USD</c>: USD for a vCPU-hour. Source: aws.amazon.com/fargate/pricing, us-east-1.</summary>
    public double VcpuHourUsd { get; init; } = 0.04048;

    /// <summary><c>PRICE_GB_HOUR_USD</c>: USD for a GB-hour of memory. Same source.</summary>
    public double GbHourUsd { get; init; } = 0.004445;

    /// <summary><c>PRICE_SPOT_DISCOUNT</c>: how much less a Spot task costs, 0 to 1. AWS says "up to 70 %"; it varies with the day.</summary>
    public double SpotDiscount { get; init; } = 0.70;

    /// <summary><c>PRICE_EKS_CLUSTER_HOUR_USD</c>: USD for an hour of an EKS control plane.</summary>
    public double EksClusterHourUsd { get; init; } = 0.10;

    /// <summary><c>PRICE_EKS_NODE_HOUR_USD</c>: USD for an hour of one node; t3.medium in us-east-1.</summary>
    public double EksNodeHourUsd { get; init; } = 0.0416;

    /// <summary><c>TASK_VCPU</c>: vCPUs of a task.</summary>
    public double TaskVcpu { get; init; } = 0.5;

    /// <summary><c>TASK_MEMORY_GB</c>: GB of memory of a task.</summary>
    public double TaskMemoryGb { get; init; } = 1;

    /// <summary>USD for an hour of one task at the ordinary price.</summary>
    public double TaskHourUsd => (TaskVcpu * VcpuHourUsd) + (TaskMemoryGb * GbHourUsd);

    /// <summary>USD for an hour of one task on Spot.</summary>
    public double SpotTaskHourUsd => TaskHourUsd * (1 - SpotDiscount);

    /// <summary>Reads and validates the settings.</summary>
    /// <param name="reader">Where the values come from and problems go.</param>
    /// <returns>The prices.</returns>
    public static Prices Read(SettingsReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var standard = UsEast1;
        return new Prices
        {
            VcpuHourUsd = Amount.Read(reader, "PRICE_VCPU_HOUR_USD", 0.0001, 100) ?? standard.VcpuHourUsd,
            GbHourUsd = Amount.Read(reader, "PRICE_GB_HOUR_USD", 0, 100) ?? standard.GbHourUsd,
            SpotDiscount = Amount.Read(reader, "PRICE_SPOT_DISCOUNT", 0, 1) ?? standard.SpotDiscount,
            EksClusterHourUsd = Amount.Read(reader, "PRICE_EKS_CLUSTER_HOUR_USD", 0, 100) ?? standard.EksClusterHourUsd,
            EksNodeHourUsd = Amount.Read(reader, "PRICE_EKS_NODE_HOUR_USD", 0, 100) ?? standard.EksNodeHourUsd,
            TaskVcpu = Amount.Read(reader, "TASK_VCPU", 0.25, 16) ?? standard.TaskVcpu,
            TaskMemoryGb = Amount.Read(reader, "TASK_MEMORY_GB", 0.5, 120) ?? standard.TaskMemoryGb,
        };
    }
}
