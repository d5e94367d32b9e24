interface LoadMoreProps {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
}

export const LoadMore = ({ query }: LoadMoreProps) =>
  query.hasNextPage && (
    <div className="load-more">
      <button type="button" disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        {query.isFetchingNextPage ? 'Loading…' : 'Show older'}
      </button>
    </div>
  );
