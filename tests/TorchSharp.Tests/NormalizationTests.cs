using TorchSharp;
using static DepthCompress.TorchSharp.Tests.Numbers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace DepthCompress.TorchSharp.Tests;

public sealed class NormalizationTests : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public void Dispose() => scope.Dispose();

    [NeedsFact(Need.LibTorch)]
    public void InferenceNormalizesByTheRunningStatistics()
    {
        var y = batch_norm(Ramp(1, 2, 1, 2), Tensor(1, 2), Tensor(4, 9), Tensor(2, 3), Tensor(10, 20), eps: 0);

        Equal([9, 10, 20, 21], y);
    }

    [NeedsFact(Need.LibTorch)]
    public void TrainingNormalizesByTheBatchAndMovesTheRunningStatistics()
    {
        var (mean, variance) = (torch.zeros(1), torch.ones(1));

        var y = batch_norm(Tensor(1, 3).reshape(2, 1, 1, 1), mean, variance, training: true, momentum: 0.25, eps: 0);

        Equal([-1, 1], y);
        Equal([0.5f], mean);
        Equal([1.25f], variance);
    }

    [NeedsFact(Need.LibTorch)]
    public void GroupsInstancesAndLayersAreNormalizedByThemselves()
    {
        var x = Tensor(1, 3, 10, 30).reshape(1, 2, 2);

        Equal([-1, 1, -1, 1], group_norm(x, 2, eps: 0));
        Equal([-1, 1, -1, 1], instance_norm(x, eps: 0));
        Equal([-1, 1, -1, 1], layer_norm(x, [2], eps: 0));
        Equal([9, 11, 18, 22], group_norm(x, 2, Tensor(1, 2), Tensor(10, 20), eps: 0));
    }

    [NeedsFact(Need.LibTorch)]
    public void NeighboringChannelsDampEachOther()
    {
        var x = Tensor(1, 2, 3).reshape(1, 3, 1, 1);

        // Two neighbors: the channel before and the channel itself, as half of the sum of their squares.
        Equal([1 / 1.5f, 2 / 3.5f, 3 / 7.5f], local_response_norm(x, 2, alpha: 1, beta: 1, k: 1));
    }

    [NeedsFact(Need.LibTorch)]
    public void DropoutZeroesInTrainingAndScalesTheRest()
    {
        torch.manual_seed(5);
        var y = dropout(torch.ones(1000), 0.25);

        Assert.Equal([0f, 4f / 3], y.data<float>().ToArray().Distinct().Order());
        Assert.InRange(y.mean().ToSingle(), 0.9f, 1.1f);
        Equal([1, 1], dropout(torch.ones(2), 0.5, training: false));
    }
}
