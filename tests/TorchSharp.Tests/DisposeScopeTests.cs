using TorchSharp;
using static TorchSharp.torch;

namespace DepthCompress.TorchSharp.Tests;

public sealed class DisposeScopeTests
{
    [NeedsFact(Need.LibTorch)]
    public void AScopeDisposesOfWhatWasMadeInIt()
    {
        Tensor inside, detached;
        using (var scope = NewDisposeScope())
        {
            inside = torch.ones(2) + 1;
            detached = torch.ones(2).DetachFromDisposeScope();
            Assert.Equal(2, scope.DisposablesCount);
            Assert.True(scope.Contains(inside));
        }

        Assert.True(inside.IsInvalid);
        Assert.False(detached.IsInvalid);
        detached.Dispose();
        Assert.True(detached.IsInvalid);
    }

    [NeedsFact(Need.LibTorch)]
    public void WhatIsMovedOutLivesUntilTheOuterScopeEnds()
    {
        Tensor result;
        using (NewDisposeScope())
        {
            using (var inner = NewDisposeScope())
            {
                result = inner.MoveToOuter(torch.ones(2));
            }

            Assert.False(result.IsInvalid);
            Assert.Equal(2, torch.WrappedTensorDisposeScope(() => result.sum() * 1).ToInt32());
        }

        Assert.True(result.IsInvalid);
    }

    [NeedsFact(Need.LibTorch)]
    public void WithoutAnOuterScopeMovingIsDetaching()
    {
        Tensor result;
        using (NewDisposeScope())
        {
            result = torch.ones(2).MoveToOuterDisposeScope();
        }

        Assert.False(result.IsInvalid);
        result.Dispose();
    }

    [NeedsFact(Need.LibTorch)]
    public void AScopeCanBeEmptiedAndGoOn()
    {
        using var scope = NewDisposeScope();
        var (kept, gone) = (torch.ones(1), torch.ones(1));

        Assert.Same(kept, scope.DisposeEverythingBut(kept));
        Assert.True(gone.IsInvalid);
        Assert.Equal([kept], scope.DisposablesView);

        scope.DisposeEverything();
        Assert.True(kept.IsInvalid);
        var later = torch.ones(1);
        Assert.True(scope.Contains(later));
    }

    [NeedsFact(Need.LibTorch)]
    public void DisposingByHandTakesATensorOutOfItsScope()
    {
        using var scope = NewDisposeScope();
        torch.ones(1).Dispose();

        Assert.Equal(0, scope.DisposablesCount);
    }

    [NeedsFact(Need.LibTorch)]
    public void AnOuterScopeMayEndFirst()
    {
        var outer = NewDisposeScope();
        var inner = NewDisposeScope();
        var tensor = torch.ones(1);
        outer.Dispose();
        inner.Dispose();
        inner.Dispose();

        Assert.True(tensor.IsInvalid);
        using var free = torch.ones(1);
        using var after = NewDisposeScope();
        Assert.Equal(0, after.DisposablesCount);
    }

    [NeedsFact(Need.LibTorch)]
    public void ScopesBelongToTheirThread()
    {
        using var scope = NewDisposeScope();
        Tensor? elsewhere = null;
        var thread = new Thread(() => elsewhere = torch.ones(1));
        thread.Start();
        thread.Join();

        Assert.Equal(0, scope.DisposablesCount);
        elsewhere!.Dispose();
    }

    [NeedsFact(Need.LibTorch)]
    public void AStepOfTrainingLeavesNothingBehind()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var weight = torch.ones(4, 3, 3, 3, requires_grad: true);
        var before = Tensor.TotalCount;

        for (var step = 0; step < 3; step++)
        {
            using var scope = NewDisposeScope();
            var loss = nn.functional.conv2d(torch.ones(2, 3, 5, 5), weight).relu().mean();
            var gradient = torch.autograd.grad([loss], [weight])[0];
            using var off = torch.no_grad();
            weight.sub_(gradient * 0.1);
        }

        Assert.Equal(before, Tensor.TotalCount);
        Assert.InRange(Tensor.PeakCount, before + 5, long.MaxValue);
    }

    [NeedsFact(Need.LibTorch)]
    public void WhatHappensIsCounted()
    {
        DisposeScopeManager.Statistics.Reset();
        using (NewDisposeScope())
        {
            torch.ones(1).Dispose();
            torch.ones(1).DetachFromDisposeScope().Dispose();
            _ = torch.ones(1);
        }

        torch.ones(1).Dispose();
        var counts = DisposeScopeManager.Statistics;
        Assert.Equal((3, 1), (counts.CreatedInScopeCount, counts.CreatedOutsideScopeCount));
        Assert.Equal((2, 1), (counts.DisposedInScopeCount, counts.DetachedFromScopeCount));
    }
}
