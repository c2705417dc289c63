using System.Runtime.ExceptionServices;

namespace DepthCompress.Passes.Tests;

/// <summary>Work on a stack that a call per node would overflow.</summary>
internal static class SmallStack
{
    private const int Bytes = 256 << 10;

    internal static void Run(Action work)
    {
        Exception? problem = null;
        var thread = new Thread(() =>
        {
            try
            {
                work();
            }
            catch (Exception found)
            {
                problem = found;
            }
        }, Bytes);
        thread.Start();
        thread.Join();
        if (problem is not null)
        {
            ExceptionDispatchInfo.Throw(problem);
        }
    }
}
