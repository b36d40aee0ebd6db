//! What the beneficiaries' own systems may do: make links of their services and withdraw them.

use super::{App, AppError, LinkMaker, LinkRequest, Made, ServedService, make_links};
use crate::ids::{ApiToken, LinkId, Slug};
use crate::store::ApiTokenRecord;

/// A system that has shown a token which counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiClient {
    token: ApiTokenRecord,
}

impl ApiClient {
    /// The token's name in lists.
    pub fn name(&self) -> &str {
        self.token.id.as_str()
    }

    /// Whose services it may work with.
    pub fn beneficiary(&self) -> &Slug {
        &self.token.beneficiary
    }
}

impl App {
    /// Who shows a token; `None` when it does not count here and now.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn api_client(&self, token: &str) -> Result<Option<ApiClient>, AppError> {
        let Ok(token) = ApiToken::parse(token) else { return Ok(None) };
        let record = self.store.api_token(&token.hash()).await?;
        Ok(record.filter(|record| record.counts(self.now())).map(|token| ApiClient { token }))
    }

    /// Makes links of a service, for a system of its beneficiary.
    ///
    /// # Errors
    /// When the store fails; what is wrong with the requests is an answer.
    pub async fn make_links_for(
        &self,
        client: &ApiClient,
        service: &ServedService,
        requests: &[LinkRequest],
    ) -> Result<Made, AppError> {
        let maker = LinkMaker { by: client.name(), at: self.now() };
        let made = make_links(&self.store, &service.plan, requests, maker, &*self.random).await?;
        if let Made::Links(links) = &made {
            tracing::info!(token = client.name(), service = %service.path, count = links.len(), "links were made");
        }
        Ok(made)
    }

    /// Withdraws a link of the client's beneficiary.
    ///
    /// # Errors
    /// `NotFound` when the beneficiary has no such link; when the store fails.
    pub async fn revoke_link_for(&self, client: &ApiClient, id: &LinkId) -> Result<(), AppError> {
        let is_new = self.store.revoke_link(id, Some(client.beneficiary().as_str()), self.now()).await?;
        if is_new {
            tracing::info!(token = client.name(), link = %id, "a link was withdrawn");
        }
        Ok(())
    }
}
