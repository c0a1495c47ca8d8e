using CloudIde.Emulator.Ecs.Clusters;
using CloudIde.Emulator.Ecs.TaskDefinitions;
using CloudIde.Emulator.Ecs.Tasks;
using CloudIde.Emulator.Protocol;

namespace CloudIde.Emulator.Ecs;

/// <summary>ECS: the operations that a client finds here.</summary>
internal sealed class EcsService : JsonOperationsService
{
    public EcsService(
        ClusterOperations clusters,
        TaskDefinitionOperations definitions,
        TaskOperations tasks,
        TaskQueryOperations queries,
        TagOperations tags)
        : base("ecs", "AmazonEC2ContainerServiceV20141113", new JsonOperations()
            .Add("CreateCluster", clusters.Create)
            .Add("DeleteCluster", clusters.Delete)
            .Add("DescribeClusters", clusters.Describe)
            .Add("ListClusters", clusters.List)
            .Add("PutClusterCapacityProviders", clusters.PutCapacityProviders)
            .Add("DescribeCapacityProviders", clusters.DescribeCapacityProviders)
            .Add("RegisterTaskDefinition", definitions.Register)
            .Add("DescribeTaskDefinition", definitions.Describe)
            .Add("DeregisterTaskDefinition", definitions.Deregister)
            .Add("ListTaskDefinitions", definitions.List)
            .Add("ListTaskDefinitionFamilies", definitions.ListFamilies)
            .Add("RunTask", tasks.Run)
            .Add("StopTask", tasks.Stop)
            .Add("ListTasks", queries.List)
            .Add("DescribeTasks", queries.Describe)
            .Add("TagResource", tags.Tag)
            .Add("UntagResource", tags.Untag)
            .Add("ListTagsForResource", tags.List))
    {
    }
}
